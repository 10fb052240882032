package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vdsl.e2e.CallOracle.Fault;

/** The oracle of the kill tests must see every planted fault, and no other. */
class CallOracleTest {
  private static final long LIFE = 0xfedcba9876543210L;
  private static final int CALLS = 50;

  private CallJournal journal;

  @TempDir private Path directory;

  @BeforeEach
  void journalCalls() throws IOException {
    journal = CallJournal.create(directory, LIFE, 2, 100);
    for (int i = 0; i < CALLS; i++) {
      LoggedCall call = new LoggedCall(LIFE, i % 2, i / 2);
      journal.intend(call);
      journal.returned(call, true);
    }
  }

  @Test
  void whatWasLoggedIsFine() throws IOException {
    CallOracle.Verdict verdict = verdict(stored -> {});
    assertThat(verdict.isClean()).as(verdict.toString()).isTrue();
    assertThat(verdict.returned()).isEqualTo(CALLS);
    assertThat(verdict.stored()).isEqualTo(CALLS);
  }

  @Test
  void callThatDidNotReturnMayBeStoredOrNot() throws IOException {
    LoggedCall open = new LoggedCall(LIFE, 1, CALLS / 2);
    journal.intend(open);
    assertThat(verdict(stored -> {}).isClean()).isTrue();
    assertThat(verdict(stored -> stored.add(record(open))).isClean()).isTrue();
  }

  @Test
  void lostRecordIsSeen() throws IOException {
    assertFound(Fault.LOST, 1, stored -> stored.remove(17));
  }

  @Test
  void lostEndIsSeen() throws IOException {
    assertFound(Fault.LOST, 3, stored -> stored.subList(CALLS - 3, CALLS).clear());
  }

  @Test
  void doubledRecordIsSeen() throws IOException {
    assertFound(Fault.DOUBLED, 1, stored -> stored.add(record(new LoggedCall(LIFE, 1, 3))));
  }

  @Test
  void tornTextIsSeen() throws IOException {
    assertFound(Fault.TORN, 1, stored -> stored.set(8, torn(stored.get(8))));
  }

  @Test
  void lostAttributeIsSeen() throws IOException {
    StoredRecord whole = record(new LoggedCall(LIFE, 0, 1));
    assertThat(whole.attribute(LoggedCall.EXTRA_KEY)).isNotEmpty();
    Map<String, String> fewer = new HashMap<>(whole.attributes());
    fewer.remove(LoggedCall.EXTRA_KEY);
    assertFound(
        Fault.TORN,
        1,
        stored -> stored.set(2, new StoredRecord(0, whole.type(), whole.text(), fewer)));
  }

  @Test
  void recordOfAnotherLifeIsSeen() throws IOException {
    assertFound(Fault.FOREIGN, 1, stored -> stored.add(record(new LoggedCall(7, 0, 0))));
  }

  @Test
  void recordThatNobodyIntendedIsSeen() throws IOException {
    assertFound(Fault.FOREIGN, 1, stored -> stored.add(record(new LoggedCall(LIFE, 0, CALLS))));
  }

  @Test
  void rejectedRecordThatIsStoredIsSeen() throws IOException {
    LoggedCall call = new LoggedCall(LIFE, 0, CALLS / 2);
    journal.intend(call);
    journal.returned(call, false);
    StoredRecord told = loss(1, "the buffer of the process was full or closed");
    assertThat(verdict(stored -> stored.add(told)).isClean()).isTrue();
    assertFound(
        Fault.FOREIGN,
        1,
        stored -> {
          stored.add(told);
          stored.add(record(call));
        });
  }

  @Test
  void rejectionThatIsNotToldIsSeen() throws IOException {
    LoggedCall call = new LoggedCall(LIFE, 0, CALLS / 2);
    journal.intend(call);
    journal.returned(call, false);
    assertFound(Fault.LOSS, 1, stored -> {});
  }

  @Test
  void rejectionToldOfThatNobodyKnowsIsSeen() throws IOException {
    StoredRecord told = loss(2, "the buffer of the process was full or closed");
    assertFound(Fault.LOSS, 1, stored -> stored.add(told));
  }

  @Test
  void anyOtherLossIsSeen() throws IOException {
    assertFound(Fault.LOSS, 1, stored -> stored.add(loss(1, "the record is damaged")));
  }

  @Test
  void exchangedRecordsOfAThreadAreSeen() throws IOException {
    assertFound(Fault.ORDER, 1, stored -> Collections.swap(stored, 10, 12));
  }

  @Test
  void exchangedRecordsOfTwoThreadsAreFine() throws IOException {
    assertThat(verdict(stored -> Collections.swap(stored, 10, 11)).isClean()).isTrue();
  }

  @Test
  void missingIdIsSeen() throws IOException {
    CallOracle oracle = new CallOracle(CallJournal.readAll(directory));
    List<StoredRecord> stored = stored();
    for (int i = 0; i < stored.size(); i++) {
      oracle.accept(numbered(stored.get(i), i < 20 ? i + 1 : i + 2));
    }
    assertThat(oracle.verdict().faults()).isEqualTo(Map.of(Fault.IDS, 1L));
  }

  @Test
  void journalThatWasNotFinishedIsOfNoCall() throws IOException {
    Files.write(directory.resolve("journal-1"), new byte[128]);
    Files.createFile(directory.resolve("journal-2"));
    assertThat(CallJournal.readAll(directory)).hasSize(1);
  }

  private void assertFound(Fault fault, long count, Consumer<List<StoredRecord>> change)
      throws IOException {
    CallOracle.Verdict verdict = verdict(change);
    assertThat(verdict.faults()).as(verdict.toString()).isEqualTo(Map.of(fault, count));
    assertThat(verdict.examples()).isNotEmpty().first().asString().startsWith(fault.name());
  }

  private CallOracle.Verdict verdict(Consumer<List<StoredRecord>> change) throws IOException {
    List<StoredRecord> stored = stored();
    change.accept(stored);
    CallOracle oracle = new CallOracle(CallJournal.readAll(directory));
    for (int i = 0; i < stored.size(); i++) {
      oracle.accept(numbered(stored.get(i), i + 1));
    }
    return oracle.verdict();
  }

  private static List<StoredRecord> stored() {
    List<StoredRecord> stored = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      stored.add(record(new LoggedCall(LIFE, i % 2, i / 2)));
    }
    return stored;
  }

  private static StoredRecord record(LoggedCall call) {
    Map<String, String> attributes = new HashMap<>();
    attributes.put(LoggedCall.LIFE_KEY, Long.toHexString(call.life()));
    attributes.put(LoggedCall.THREAD_KEY, Integer.toString(call.thread()));
    attributes.put(LoggedCall.SEQUENCE_KEY, Integer.toString(call.sequence()));
    attributes.put(
        LoggedCall.HASH_KEY,
        Long.toString(LoggedCall.hash(call.text(), call.extra(), call.message())));
    putIfAny(attributes, LoggedCall.EXTRA_KEY, call.extra());
    putIfAny(attributes, LoggedCall.MESSAGE_KEY, call.message());
    return new StoredRecord(0, "APP", call.text(), attributes);
  }

  private static void putIfAny(Map<String, String> attributes, String key, String value) {
    if (!value.isEmpty()) {
      attributes.put(key, value);
    }
  }

  private static StoredRecord torn(StoredRecord record) {
    String text = record.text().substring(0, record.text().length() - 1) + "\0";
    return new StoredRecord(record.id(), record.type(), text, record.attributes());
  }

  private static StoredRecord loss(int count, String cause) {
    return new StoredRecord(
        0,
        "LOSS",
        count + " records lost: " + cause,
        Map.of("count", Integer.toString(count), "cause", cause));
  }

  private static StoredRecord numbered(StoredRecord record, long id) {
    return new StoredRecord(id, record.type(), record.text(), record.attributes());
  }
}
