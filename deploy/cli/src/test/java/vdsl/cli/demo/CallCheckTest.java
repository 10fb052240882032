package vdsl.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The oracle finds what is planted, and nothing else. */
class CallCheckTest {
  private static final LoggedCalls.Caller CALLER = Records.caller("orders", "http-1");

  private static CallCheck.Verdict verdict(long begun, long returned, long... stored) {
    CallCheck check = new CallCheck(List.of(new LoggedCalls(CALLER, begun, returned)));
    LongStream.of(stored).forEach(n -> check.accept(Records.call(CALLER, n)));
    return check.verdict();
  }

  @Test
  void everyCallOnceIsClean() {
    CallCheck.Verdict verdict = verdict(3, 3, 1, 2, 3);

    assertThat(verdict.isClean()).isTrue();
    assertThat(verdict.returned()).isEqualTo(3);
    assertThat(verdict.stored()).isEqualTo(3);
  }

  @Test
  void callCutShortByAKillMayBeStoredOrNot() {
    assertThat(verdict(3, 2, 1, 2).isClean()).isTrue();
    assertThat(verdict(3, 2, 1, 2, 3).isClean()).isTrue();
    assertThat(verdict(3, 2, 1, 2).cutShort()).isEqualTo(1);
  }

  @Test
  void lostRecordIsFoundAndNamed() {
    CallCheck.Verdict verdict = verdict(3, 3, 1, 3);

    assertThat(verdict.lost()).isEqualTo(1);
    assertThat(verdict.isClean()).isFalse();
    assertThat(verdict.examples())
        .containsExactly("lost: call 2 of node orders, process 17, thread http-1");
  }

  @Test
  void doubledRecordIsFound() {
    CallCheck.Verdict verdict = verdict(3, 3, 1, 2, 3, 2);

    assertThat(verdict.doubled()).isEqualTo(1);
    assertThat(verdict.lost()).isZero();
    assertThat(verdict.isClean()).isFalse();
  }

  @Test
  void recordThatNobodyLoggedIsFound() {
    assertThat(verdict(3, 3, 1, 2, 3, 4).foreign()).isEqualTo(1);
    assertThat(verdict(3, 3, 1, 2, 3, 4).isClean()).isFalse();
  }

  @Test
  void recordOfAnUnknownProcessIsFound() {
    CallCheck check = new CallCheck(List.of());
    check.accept(Records.call(CALLER, 1));

    assertThat(check.verdict().foreign()).isEqualTo(1);
  }

  @Test
  void recordsThatNoServiceLoggedDoNotCount() {
    assertThat(verdict(1, 1, 1, 0).stored()).isEqualTo(1);
    assertThat(verdict(1, 1, 1, 0).isClean()).isTrue();
  }

  @Test
  void threadsOfOneNameOnTwoNodesAreTwoCallers() {
    LoggedCalls.Caller other = Records.caller("stock", "http-1");
    CallCheck check =
        new CallCheck(List.of(new LoggedCalls(CALLER, 1, 1), new LoggedCalls(other, 1, 1)));
    check.accept(Records.call(CALLER, 1));
    check.accept(Records.call(other, 1));

    assertThat(check.verdict().isClean()).isTrue();
  }
}
