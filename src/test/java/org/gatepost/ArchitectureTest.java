package org.gatepost;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls between packages: who may import whom. */
@SuppressWarnings("PrivateConstructorForUtilityClass") // JUnit makes it
@AnalyzeClasses(packages = "org.gatepost", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String ROOT = "org.gatepost";

  /**
   * Classes of these packages, and of those beneath them, import nothing of ours but the second.
   */
  private static ArchRule only(String importer, String... imported) {
    return noClasses()
        .that()
        .resideInAPackage(ROOT + "." + importer)
        .should()
        .dependOnClassesThat(ours().and(not(resideInAnyPackage(packages(importer, imported)))))
        .as(importer + " imports nothing of ours but " + String.join(", ", imported));
  }

  private static DescribedPredicate<JavaClass> ours() {
    return nameStartingWith(ROOT + ".").forSubtype();
  }

  private static String[] packages(String importer, String... imported) {
    String[] all = new String[imported.length + 1];
    all[0] = ROOT + "." + importer;
    for (int i = 0; i < imported.length; i++) {
      all[i + 1] = ROOT + "." + imported[i];
    }
    return all;
  }

  @ArchTest static final ArchRule settingsStandAlone = only("settings..");

  @ArchTest static final ArchRule telemetryStandsAlone = only("telemetry..");

  @ArchTest static final ArchRule netKnowsNoProtocol = only("net..", "settings..", "telemetry..");

  @ArchTest
  static final ArchRule directoryKnowsNobody = only("directory..", "settings..", "telemetry..");

  @ArchTest
  static final ArchRule routesComeFromTheDirectory =
      only("route..", "directory..", "memcached..", "settings..", "telemetry..", "net..");

  @ArchTest
  static final ArchRule theHandlerAnswersWithTheLookup =
      only(
          "route.lookup.answering..",
          "route",
          "route.lookup",
          "directory..",
          "settings..",
          "telemetry..",
          "net..");

  @ArchTest
  static final ArchRule theLookupKnowsNoHandler =
      noClasses()
          .that(
              resideInAPackage("org.gatepost..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "org.gatepost", "org.gatepost.cli..", "..lookup.answering.."))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.gatepost.route.lookup.answering..");

  @ArchTest
  static final ArchRule adminShowsWhatOthersCount =
      only("admin..", "directory..", "net..", "settings..", "telemetry..");

  @ArchTest
  static final ArchRule provChangesTheDirectory =
      only("prov..", "directory..", "settings..", "telemetry..");

  @ArchTest
  static final ArchRule firewallReadsTheDirectory =
      only("firewall..", "directory..", "settings..", "telemetry..");

  @ArchTest
  static final ArchRule theCatalogueIsData = only("firewall.catalogue..", "firewall", "settings..");

  @ArchTest
  static final ArchRule theMapKnowsNoFirewall =
      only(
          "firewall.system..",
          "firewall",
          "firewall.catalogue..",
          "directory..",
          "settings..",
          "telemetry..");

  @ArchTest
  static final ArchRule plansKnowNoAudit =
      only(
          "firewall.plan..",
          "firewall",
          "firewall.host..",
          "firewall.system..",
          "firewall.catalogue..",
          "settings..");

  @ArchTest
  static final ArchRule hostsAreReadNotJudged =
      only("firewall.host..", "firewall", "firewall.catalogue..", "settings..");

  @ArchTest
  static final ArchRule rulesAreReadNotJudged =
      only("firewall.rules..", "firewall", "firewall.host..", "firewall.catalogue..", "settings..");

  @ArchTest
  static final ArchRule mailKnowsNoDirectory =
      only("mail..", "route..", "net..", "settings..", "telemetry..", "memcached..", "directory..");

  @ArchTest
  static final ArchRule edgeVerificationAloneAsksTheDirectory =
      noClasses()
          .that(
              resideInAPackage("org.gatepost.mail..").and(not(resideInAPackage("..mail.login.."))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.gatepost.directory..");

  @ArchTest static final ArchRule dialogueStandsAlone = only("mail.dialogue..");

  @ArchTest static final ArchRule saslIsMadeOfTheDialogue = only("mail.sasl..", "mail.dialogue..");

  @ArchTest
  static final ArchRule upstreamKnowsNoLogin =
      only("mail.upstream..", "mail.dialogue..", "net..", "settings..", "telemetry..");

  @ArchTest
  static final ArchRule loginKnowsNoSession =
      only(
          "mail.login..",
          "mail.upstream..",
          "mail.dialogue..",
          "route..",
          "memcached..",
          "directory..",
          "net..",
          "settings..",
          "telemetry..");

  @ArchTest
  static final ArchRule sessionKnowsNoProtocol =
      only(
          "mail.session..",
          "mail.login..",
          "mail.upstream..",
          "mail.dialogue..",
          "route",
          "net..",
          "settings..",
          "telemetry..");

  @ArchTest
  static final ArchRule imapKnowsNoOtherProtocol =
      only(
          "mail.imap..",
          "mail.session..",
          "mail.upstream..",
          "mail.dialogue..",
          "mail.sasl..",
          "net.relay");

  @ArchTest
  static final ArchRule pop3KnowsNoOtherProtocol =
      only(
          "mail.pop3..",
          "mail.session..",
          "mail.upstream..",
          "mail.dialogue..",
          "mail.sasl..",
          "net.relay");

  @ArchTest
  static final ArchRule webKnowsNeitherMailNorDirectory =
      only("web..", "route..", "net..", "settings..", "telemetry..");

  @ArchTest
  static final ArchRule requestsAreReadByThemselves =
      only("web.request..", "route", "net", "settings..");

  @ArchTest
  static final ArchRule poolsKnowNoConnection =
      only("web.pool..", "web.request..", "route", "net", "net.upstream..", "settings..");

  @ArchTest
  static final ArchRule thePartsOfTheWebDoNotGoInCircles =
      slices().matching("org.gatepost.web.(*)..").should().beFreeOfCycles();

  @ArchTest static final ArchRule demoKnowsItsServiceAlone = only("demo..", "cli");

  @ArchTest
  static final ArchRule demoUsesOneTypeOfTheCommands =
      noClasses()
          .that()
          .resideInAPackage("org.gatepost.demo..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("org.gatepost.cli..")
                  .and(not(nameStartingWith("org.gatepost.cli.SampleMailboxes").forSubtype())));

  @ArchTest
  static final ArchRule nobodyCommandsTheCommands =
      noClasses()
          .that(
              not(resideInAnyPackage("org.gatepost.cli..", "org.gatepost.demo.."))
                  .and(not(nameStartingWith("org.gatepost.Main").forSubtype())))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.gatepost.cli..");

  @ArchTest
  static final ArchRule theRootIsForThoseWhoStartIt =
      noClasses()
          .that(not(resideInAnyPackage("org.gatepost", "org.gatepost.cli..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.gatepost");

  @ArchTest
  static final ArchRule thePartsDoNotGoInCircles =
      slices().matching("org.gatepost.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule thePartsOfMailDoNotGoInCircles =
      slices().matching("org.gatepost.mail.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theDirectoryAloneSpeaksLdap =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.gatepost.directory..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.unboundid..");

  @ArchTest
  static final ArchRule dialoguesArePlainJava =
      noClasses()
          .that(
              resideInAnyPackage(
                      "org.gatepost.mail.dialogue..",
                      "org.gatepost.mail.sasl..",
                      "org.gatepost.web.request..",
                      "org.gatepost.web.pool..",
                      "org.gatepost.settings..")
                  .or(
                      DescribedPredicate.describe(
                          "are a Dialogue, a Command of a protocol, or an UpstreamLogin",
                          type ->
                              type.getPackageName().startsWith("org.gatepost.mail.")
                                  && type.getName()
                                      .replaceFirst("\\$.*", "")
                                      .matches(".*(Dialogue|Command|UpstreamLogin)"))))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule commandsAlonePrint =
      noClasses()
          .that(not(resideInAPackage("org.gatepost.cli..")))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .accessField(System.class, "err");

  @ArchTest
  static final ArchRule theLibraryForLineEditingStaysInTheCommands =
      noClasses()
          .that()
          .resideOutsideOfPackage("org.gatepost.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.jline..");

  @ArchTest
  static final ArchRule oneWayToLog =
      noClasses().should().dependOnClassesThat().resideInAPackage("java.util.logging..");

  @ArchTest
  static final ArchRule nobodySleeps =
      noClasses()
          .should()
          .callMethodWhere(
              DescribedPredicate.describe(
                  "Thread.sleep",
                  call ->
                      call.getTargetOwner().isEquivalentTo(Thread.class)
                          && call.getName().equals("sleep")));

  @ArchTest
  static final ArchRule theLibraryForJsonStaysWhereItIsUsed =
      noClasses()
          .that(
              not(
                  resideInAnyPackage(
                      "org.gatepost.telemetry..",
                      "org.gatepost.admin..",
                      "org.gatepost.web.request..",
                      "org.gatepost.firewall.rules..",
                      "org.gatepost.cli..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("tools.jackson..");
}
