package org.gatepost.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gatepost.firewall.plan.Manager;
import org.gatepost.firewall.plan.Rendering;
import org.gatepost.firewall.plan.Rendering.PlannedFile;
import org.gatepost.firewall.plan.apply.PlacedFile;
import org.gatepost.firewall.plan.apply.Shell;
import org.jspecify.annotations.Nullable;

/** A plan as a script of the shell: it stops at the first command that fails. */
record PlanScript(String host, Manager manager, Rendering rendering) {
  private static final String END = "END-OF-FILE";

  /** What every file of a plan says about itself. */
  private static final String OURS = "gatepost firewall plan";

  /** Writes the files; those that a plan has not written are not written over. */
  void writeFiles(Path folder) throws CommandException {
    try {
      for (PlannedFile file : rendering.files()) {
        Path place = folder.resolve(file.name());
        if (Files.exists(place) && !Files.readString(place).contains(OURS)) {
          throw new CommandException(
              1,
              "%s exists and is not of a plan; nothing was written. Name another folder by --write."
                  .formatted(place));
        }
      }
      for (PlannedFile file : rendering.files()) {
        PlacedFile.write(folder.resolve(file.name()), file.text());
      }
    } catch (IOException e) {
      throw new CommandException(1, "cannot write into " + folder + ": " + e);
    }
  }

  /** Prints it with the files in it, or as they lie in a folder. */
  void print(@Nullable Path folder, PrintWriter out) {
    out.println("#!/bin/sh");
    out.println(
        "# What may come in to %s, for %s. Read it, then run it there as root:"
            .formatted(host, manager));
    out.println("# better by --apply, which takes it back if it locks you out.");
    rendering.notes().forEach(note -> out.println("# " + note));
    out.println("set -e"); // also for those who call it by "sh plan.sh"
    for (PlannedFile file : rendering.files()) {
      out.println();
      if (folder == null) {
        int slash = file.place().lastIndexOf('/');
        out.println("mkdir -p " + file.place().substring(0, slash));
        out.println("cat > " + file.place() + " <<'" + END + "'");
        out.print(file.text());
        out.println(END);
      } else {
        Path written = folder.toAbsolutePath().normalize().resolve(file.name());
        out.println("install -D -m 0644 " + Shell.quoted(written) + " " + file.place());
      }
    }
    out.println();
    rendering.commands().forEach(out::println);
    out.flush();
  }
}
