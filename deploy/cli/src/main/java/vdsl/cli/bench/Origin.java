package vdsl.cli.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import vdsl.time.WallClock;

/**
 * When, of what and on what figures were taken.
 *
 * @param date in UTC
 * @param commit of the checkout the command was called in, or "unknown"
 */
record Origin(String date, String commit, String jdk) {
  static Origin detect(WallClock clock) throws InterruptedException {
    Instant now = Instant.ofEpochSecond(0, clock.nowNs()).truncatedTo(ChronoUnit.SECONDS);
    return new Origin(now.toString(), describeCheckout(), Runtime.version().toString());
  }

  private static String describeCheckout() throws InterruptedException {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--dirty", "--exclude=*")
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      String answer =
          new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return git.waitFor() == 0 ? answer : "unknown";
    } catch (IOException noGit) {
      return "unknown";
    }
  }
}
