package org.gatepost.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.gatepost.directory.DirectoryException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every directory does when it is changed; each test removes what it adds. */
abstract class DirectoryChangesContract {
  private static final String PEOPLE = "ou=people,dc=example,dc=org";

  private final List<String> added = new ArrayList<>();

  abstract Directory directory();

  @AfterEach
  void removeWhatWasAdded() throws Exception {
    for (var dn : added.reversed()) {
      directory().delete(dn);
    }
    added.clear();
  }

  @Test
  void addedServerIsFound() throws Exception {
    var dn = add(server("new.example.com"), "zimbraServer", Map.of("cn", "new.example.com"));

    assertThat(directory().server("new.example.com")).isPresent();
    assertThat(directory().entry(dn).orElseThrow().all("zimbraServiceEnabled")).isEmpty();
  }

  @Test
  void whatIsThereIsNotAddedAgain() throws Exception {
    var dn = add(server("twice.example.com"), "zimbraServer", Map.of("cn", "twice.example.com"));

    assertThat(
            kind(() ->
                directory()
                    .add(
                        dn,
                        Map.of(
                            "objectClass", List.of("zimbraServer"),
                            "cn", List.of("twice.example.com")))))
        .isEqualTo(Kind.EXISTS);
  }

  @Test
  void entryNeedsOneAboveIt() {
    assertThat(
            kind(() ->
                directory()
                    .add(
                        "cn=x,cn=none,cn=zimbra",
                        Map.of("objectClass", List.of("zimbraServer"), "cn", List.of("x")))))
        .isEqualTo(Kind.NO_SUCH_ENTRY);
  }

  @Test
  void attributeIsSetReplacedAndUnset() throws Exception {
    var dn = add(server("set.example.com"), "zimbraServer", Map.of("cn", "set.example.com"));

    // One that stands nowhere in the sample.
    directory().modify(dn, List.of(replace("zimbraMailProxyMaxFails", "5")));
    assertThat(all(dn, "zimbraMailProxyMaxFails")).containsExactly("5");

    directory().modify(dn, List.of(replace("zimbraMailProxyMaxFails", "7")));
    assertThat(all(dn, "zimbraMailProxyMaxFails")).containsExactly("7");

    directory().modify(dn, List.of(replace("zimbraMailProxyMaxFails")));
    directory().modify(dn, List.of(replace("zimbraMailProxyMaxFails")));
    assertThat(all(dn, "zimbraMailProxyMaxFails")).isEmpty();
  }

  @Test
  void valuesComeAndGoOneByOne() throws Exception {
    var dn = add(server("many.example.com"), "zimbraServer", Map.of("cn", "many.example.com"));
    var name = "zimbraServiceEnabled";

    directory().modify(dn, List.of(new Change.Add(name, List.of("proxy", "memcached"))));
    directory().modify(dn, List.of(new Change.Add(name, List.of("proxy", "mailbox"))));
    assertThat(all(dn, name)).containsExactlyInAnyOrder("proxy", "memcached", "mailbox");

    directory().modify(dn, List.of(new Change.Remove(name, List.of("memcached"))));
    directory().modify(dn, List.of(new Change.Remove(name, List.of("memcached"))));
    assertThat(all(dn, name)).containsExactlyInAnyOrder("proxy", "mailbox");
  }

  @Test
  void severalChangesAreMadeTogetherOrNotAtAll() throws Exception {
    var dn = add(server("all.example.com"), "zimbraServer", Map.of("cn", "all.example.com"));

    assertThat(
            kind(() ->
                directory()
                    .modify(
                        dn,
                        List.of(
                            replace("zimbraMailProxyMaxFails", "5"),
                            replace("objectClass", "no name of a class!")))))
        .isEqualTo(Kind.REFUSED);
    assertThat(all(dn, "zimbraMailProxyMaxFails")).isEmpty();

    directory()
        .modify(
            dn,
            List.of(
                replace("zimbraMailProxyMaxFails", "5"),
                new Change.Add("zimbraServiceEnabled", List.of("proxy"))));
    assertThat(all(dn, "zimbraMailProxyMaxFails")).containsExactly("5");
    assertThat(all(dn, "zimbraServiceEnabled")).containsExactly("proxy");
  }

  @Test
  void whatIsNotThereIsNeitherChangedNorDeleted() {
    assertThat(
            kind(() ->
                directory()
                    .modify(server("none"), List.of(replace("zimbraMailProxyMaxFails", "5")))))
        .isEqualTo(Kind.NO_SUCH_ENTRY);
    assertThat(kind(() -> directory().delete(server("none")))).isEqualTo(Kind.NO_SUCH_ENTRY);
  }

  @Test
  void entryWithOthersBelowItIsNotDeleted() {
    assertThat(kind(() -> directory().delete(PEOPLE))).isEqualTo(Kind.REFUSED);
  }

  @Test
  void oneValueOnlyWhereOneIsAllowed() throws Exception {
    var dn = add(server("one.example.com"), "zimbraServer", Map.of("cn", "one.example.com"));

    assertThat(
            kind(() ->
                directory().modify(dn, List.of(replace("zimbraMailProxyMaxFails", "1", "2")))))
        .isEqualTo(Kind.REFUSED);
  }

  @Test
  void nobodysNamesAreRefusedWithASentence() throws Exception {
    var dn = add(server("odd.example.com"), "zimbraServer", Map.of("cn", "odd.example.com"));

    assertThatThrownBy(() -> directory().modify(dn, List.of(replace("no such name", "x"))))
        .isInstanceOfSatisfying(
            DirectoryException.class, e -> assertThat(e.kind()).isEqualTo(Kind.REFUSED))
        .hasMessageContaining("no such name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Grüße aus Köln",
        "C:\\temp\\x",
        " leading blank",
        "trailing blank ",
        ": colon",
        "< sign",
        "# no comment",
        "two\nlines\n",
        "\"quoted\", and; more=less+",
        "日本"
      })
  void valueIsReadAsItWasWritten(String value) throws Exception {
    var dn = person("values", Map.of("description", value));

    assertThat(all(dn, "description")).containsExactly(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a,b", "a+b", "#a", " a ", "a\\b", "a=b", "\"a\"", "a<b>;c", "Jörg"})
  void nameOfAnEntryMayHoldAnything(String uid) throws Exception {
    var dn = person(uid, Map.of());

    assertThat(all(dn, "uid")).containsExactly(uid);
    var byUid = FilterTemplate.parse("(uid=${UID})", Set.of("UID"));
    assertThat(directory().searchOne(PEOPLE, byUid, Map.of("UID", uid))).isPresent();
  }

  @Test
  void changedAttributeIsSearched() throws Exception {
    var byAlias = FilterTemplate.parse("(zimbraMailAlias=${A})", Set.of("A"));
    var dn = person("searched", Map.of());
    directory().modify(dn, List.of(replace("zimbraMailAlias", "other@example.org")));

    assertThat(directory().searchOne("", byAlias, Map.of("A", "OTHER@example.org"))).isPresent();

    directory().modify(dn, List.of(replace("zimbraMailAlias")));
    assertThat(directory().searchOne("", byAlias, Map.of("A", "other@example.org"))).isEmpty();
  }

  @Test
  void changedPasswordIsVerified() throws Exception {
    var dn = person("password", Map.of("userPassword", "das erste"));
    assertThat(directory().verifies(dn, octets("das erste"))).isTrue();

    directory().modify(dn, List.of(replace("userPassword", "das zweite ß")));

    assertThat(directory().verifies(dn, octets("das zweite ß"))).isTrue();
    assertThat(directory().verifies(dn, octets("das erste"))).isFalse();
    assertThat(directory().verifies(dn, octets("Das zweite ß"))).isFalse();
  }

  private String person(String uid, Map<String, String> others) throws DirectoryException {
    var attributes = new HashMap<>(others);
    attributes.putAll(Map.of("uid", uid, "cn", "Some Body", "sn", "Body"));
    return add(Directory.dnBelow(PEOPLE, "uid", uid), "inetOrgPerson zimbraAccount", attributes);
  }

  private String add(String dn, String classes, Map<String, String> values)
      throws DirectoryException {
    var attributes = new HashMap<String, List<String>>();
    values.forEach((name, value) -> attributes.put(name, List.of(value)));
    attributes.put("objectClass", List.of(classes.split(" ")));
    directory().add(dn, attributes);
    added.add(dn);
    return dn;
  }

  private List<String> all(String dn, String attribute) throws DirectoryException {
    return directory().entry(dn).orElseThrow().all(attribute);
  }

  private static String server(String name) {
    return Directory.dnBelow(Directory.SERVERS_DN, "cn", name);
  }

  private static Change replace(String attribute, String... values) {
    return new Change.Replace(attribute, List.of(values));
  }

  interface Work {
    void run() throws DirectoryException;
  }

  /** What is said to that work. */
  static Kind kind(Work work) {
    try {
      work.run();
    } catch (DirectoryException e) {
      return e.kind();
    }
    throw new AssertionError("it was done");
  }

  static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
