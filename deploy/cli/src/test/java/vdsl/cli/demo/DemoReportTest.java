package vdsl.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import vdsl.cli.demo.StoredRecord.Place;
import vdsl.cli.demo.StoredRecord.Step;

class DemoReportTest {
  private static final CausalPairs.Count PAIRS = new CausalPairs.Count(1_472, 736, 2);
  private static final CallCheck.Verdict ALL_STORED =
      new CallCheck.Verdict(4_445, 1, 4_446, 0, 0, 0, List.of());
  private static final CollectorApi.Audit CLEAN = new CollectorApi.Audit(true, 4_446, 0, 0);

  private static DemoReport report(
      CausalPairs.Count pairs, CallCheck.Verdict calls, CollectorApi.Audit audit) {
    NodePlan shop = NodePlan.of(3, new Random(1)).get(0);
    return new DemoReport(
        new DemoReport.Run(10, 1),
        List.of(new DemoReport.NodeLine(shop, 4_446, 1, 4_446, 2)),
        List.of(Records.step(new Place("shop", 1), new Step(1, 1, Step.Kind.SEND), 1_250, 4_950)),
        pairs,
        calls,
        audit);
  }

  private static String printed(DemoReport report) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    report.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void figuresArePrinted() {
    DemoReport report = report(PAIRS, ALL_STORED, CLEAN);

    assertThat(report.failures()).isEmpty();
    assertThat(printed(report))
        .contains("Killed with SIGKILL meanwhile: services 2 times, the collector 1 time.")
        .containsPattern("shop +\\+3.7 s, \\+60 ppm +4,446 +1..4446 +2")
        .contains("10:00:01.250000  10:00:04.950000  shop      INFO ")
        .contains("1,472 pairs of records")
        .containsPattern("own clocks +736 +50.0 %")
        .containsPattern("cluster time +2 +0.1 %")
        .contains("4,445 returned, 1 cut short by a kill. Records: 4,446 stored, 0 lost, 0 doubled")
        .contains("Audit: ok, 4,446 records")
        .doesNotContain("FAILED");
  }

  @Test
  void lostAndDoubledRecordsFailAndAreNamed() {
    CallCheck.Verdict bad =
        new CallCheck.Verdict(10, 0, 10, 1, 1, 0, List.of("lost: call 2", "doubled: Id 7"));

    assertThat(printed(report(PAIRS, bad, CLEAN)))
        .contains("1 lost, 1 doubled")
        .contains("FAILED: what is stored is not what was logged")
        .contains("FAILED: lost: call 2")
        .contains("FAILED: doubled: Id 7");
  }

  @Test
  void badAuditFails() {
    DemoReport report = report(PAIRS, ALL_STORED, new CollectorApi.Audit(false, 1, 0, 3));

    assertThat(report.failures()).containsExactly("the audit failed");
    assertThat(printed(report)).contains("Audit: FAILED").contains("3 problems");
  }

  @Test
  void clusterTimeThatIsHardlyBetterThanTheClocksFails() {
    for (CausalPairs.Count pairs :
        List.of(
            new CausalPairs.Count(10, 4, 5),
            new CausalPairs.Count(100, 50, 50),
            new CausalPairs.Count(100, 50, 26),
            new CausalPairs.Count(10, 0, 1))) {
      assertThat(report(pairs, ALL_STORED, CLEAN).failures())
          .singleElement()
          .asString()
          .startsWith("cluster time orders");
    }
  }

  @Test
  void explainedLossesFail() {
    assertThat(report(PAIRS, ALL_STORED, new CollectorApi.Audit(true, 1, 2, 0)).failures())
        .containsExactly("2 ranges of lost Ids");
  }

  @Test
  void demoWithoutACallFails() {
    assertThat(report(new CausalPairs.Count(0, 0, 0), ALL_STORED, CLEAN).failures())
        .containsExactly("no call between two nodes is stored");
  }
}
