package vdsl.storage.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import vdsl.record.Attribute;
import vdsl.record.LogRecord;
import vdsl.record.LogType;
import vdsl.record.NodeId;
import vdsl.record.Severity;
import vdsl.record.Utf8;
import vdsl.record.Value;
import vdsl.time.TimeMap;

class RecordFormatTest {
  private static final long TIME_NS = TestNode.EPOCH_NS + 123_456_789;

  private static LogRecord record(Utf8 text, LogType type, Attribute... attributes) {
    return new LogRecord(
        17,
        new NodeId("n1"),
        "10.0.0.1",
        TIME_NS,
        TimeMap.BOUND_UNLIMITED_NS,
        42,
        "hdfs",
        type,
        Severity.INFO,
        text,
        OptionalLong.empty(),
        List.of(attributes));
  }

  private static LogRecord record(String text, Attribute... attributes) {
    return record(Utf8.of(text), LogType.APP, attributes);
  }

  private static LogRecord record(String node, long timeNs, long boundNs) {
    return new LogRecord(
        1,
        new NodeId(node),
        "::1",
        timeNs,
        boundNs,
        42,
        "hdfs",
        LogType.APP,
        Severity.INFO,
        Utf8.of("x"),
        OptionalLong.empty(),
        List.of());
  }

  private static byte[] bytes(RecordFormat format, LogRecord... records) throws IOException {
    return bytes(format, RecordView.PLAIN, records);
  }

  private static byte[] bytes(RecordFormat format, RecordView view, LogRecord... records)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    RecordPrinter printer = format.printer(out, view, RecordQuery.Direction.ASCENDING);
    for (LogRecord record : records) {
      printer.print(record);
    }
    printer.flush();
    return out.toByteArray();
  }

  private static String print(RecordFormat format, LogRecord... records) throws IOException {
    return text(bytes(format, records));
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  @Test
  void jsonlHasAllFieldsInOrder() throws IOException {
    LogRecord full =
        new LogRecord(
            1,
            new NodeId("n1"),
            "::1",
            TIME_NS,
            1_500,
            42,
            "hdfs",
            LogType.APP,
            new Severity(14),
            Utf8.of("a \"b\"\n\u001b"),
            OptionalLong.of(TestNode.EPOCH_NS),
            List.of(
                new Attribute("s", Value.of("x")),
                new Attribute("n", Value.of(7)),
                new Attribute("d", Value.of(0.5)),
                new Attribute("b", Value.of(true)),
                new Attribute("o", Value.NULL),
                new Attribute("i", Value.of(Double.NaN))));

    assertThat(print(RecordFormat.JSONL, full, record("b")))
        .isEqualTo(
            """
            {"id":1,"node":"n1","ip":"::1","time":"2026-11-23T10:00:00.123456789Z",\
            "bound_ns":1500,"pid":42,"type":"APP","level":"WARN2","object":"hdfs",\
            "text":"a \\"b\\"\\n\\u001B","attributes":{"s":"x","n":7,"d":0.5,"b":true,"o":null,\
            "i":"NaN"},"event_time":"2026-11-23T10:00:00.000000000Z"}
            {"id":17,"node":"n1","ip":"10.0.0.1","time":"2026-11-23T10:00:00.123456789Z",\
            "bound_ns":null,"pid":42,"type":"APP","level":"INFO","object":"hdfs",\
            "text":"b","attributes":{}}
            """);
  }

  @Test
  void certaintyOfTheOrderIsShownInEveryFormatThatHasAPlaceForIt() throws IOException {
    LogRecord[] records = {
      record("n1", TIME_NS, 1_500),
      record("n2", TIME_NS + 10, 20),
      record("n3", TIME_NS + 9_000, 20)
    };
    RecordView view = new RecordView(true, false);

    assertThat(text(bytes(RecordFormat.JSONL, view, records)).lines())
        .extracting(line -> line.replaceAll(".*(\"bound_ns.*),\"pid.*", "$1"))
        .containsExactly(
            "\"bound_ns\":1500,\"order\":\"certain\"",
            "\"bound_ns\":20,\"order\":\"concurrent\"",
            "\"bound_ns\":20,\"order\":\"certain\"");
    assertThat(text(bytes(RecordFormat.CSV, view, records)).split("\r\n", -1))
        .containsExactly(
            "id,node,ip,time,bound_ns,order,pid,type,level,object,text,attributes,event_time",
            "1,n1,::1,2026-11-23T10:00:00.123456789Z,1500,certain,42,APP,INFO,hdfs,x,{},",
            "1,n2,::1,2026-11-23T10:00:00.123456799Z,20,concurrent,42,APP,INFO,hdfs,x,{},",
            "1,n3,::1,2026-11-23T10:00:00.123465789Z,20,certain,42,APP,INFO,hdfs,x,{},",
            "");
    assertThat(text(bytes(RecordFormat.TEXT, view, records)).lines())
        .containsExactly(
            "  2026-11-23T10:00:00.123456789Z n1 1 INFO  hdfs  x",
            "~ 2026-11-23T10:00:00.123456799Z n2 1 INFO  hdfs  x",
            "  2026-11-23T10:00:00.123465789Z n3 1 INFO  hdfs  x");
  }

  @Test
  void textShowsBoundsIfAskedFor() throws IOException {
    LogRecord[] records = {
      record("n1", TIME_NS, 802_786), record("n2", TIME_NS + 10, TimeMap.BOUND_UNLIMITED_NS)
    };

    assertThat(text(bytes(RecordFormat.TEXT, new RecordView(true, true), records)).lines())
        .containsExactly(
            "  2026-11-23T10:00:00.123456789Z +-803us  n1 1 INFO  hdfs  x",
            "~ 2026-11-23T10:00:00.123456799Z +-?      n2 1 INFO  hdfs  x");
    for (RecordFormat format : new RecordFormat[] {RecordFormat.JSONL, RecordFormat.CSV}) {
      assertThat(bytes(format, new RecordView(false, true), records))
          .isEqualTo(bytes(format, records));
    }
  }

  @Test
  void badUtf8IsReplacedInJsonAndExactInRaw() throws IOException {
    Utf8 bad = Utf8.wrap(new byte[] {'a', (byte) 0xff, 'b', '\n', 0});

    assertThat(print(RecordFormat.JSONL, record(bad, LogType.APP)))
        .contains("\"text\":\"a\ufffdb\\n\\u0000\"");
    assertThat(bytes(RecordFormat.RAW, record(bad, LogType.APP), record("")))
        .isEqualTo(new byte[] {'a', (byte) 0xff, 'b', '\n', 0, '\n', '\n'});
  }

  @Test
  void textsLargerThanTheBufferAreWritten() throws IOException {
    String large = "x".repeat(300_000);

    assertThat(print(RecordFormat.RAW, record("a"), record(large), record("b")))
        .isEqualTo("a\n" + large + "\nb\n");
    assertThat(print(RecordFormat.JSONL, record(large))).contains("\"" + large + "\"");
  }

  @Test
  void csvQuotesWhatWouldBreakIt() throws IOException {
    assertThat(
            print(
                RecordFormat.CSV,
                record("plain"),
                record("a,\"b\"\r\nc", new Attribute("k", Value.of("v")))))
        .isEqualTo(
            "id,node,ip,time,bound_ns,pid,type,level,object,text,attributes,event_time\r\n"
                + "17,n1,10.0.0.1,2026-11-23T10:00:00.123456789Z,,42,APP,INFO,hdfs,plain,{},\r\n"
                + "17,n1,10.0.0.1,2026-11-23T10:00:00.123456789Z,,42,APP,INFO,hdfs,"
                + "\"a,\"\"b\"\"\r\nc\",\"{\"\"k\"\":\"\"v\"\"}\",\r\n");
  }

  @Test
  void textIsOneLinePerRecord() throws IOException {
    assertThat(
            print(
                RecordFormat.TEXT,
                record("took 7 ms", new Attribute("key", Value.of("value"))),
                record(Utf8.of("gone"), LogType.LOSS, new Attribute("why", Value.of("no room")))))
        .isEqualTo(
            """
            2026-11-23T10:00:00.123456789Z n1 17 INFO  hdfs  took 7 ms  key=value
            2026-11-23T10:00:00.123456789Z n1 17 INFO  LOSS hdfs  gone  why="no room"
            """);
  }

  @Test
  void textShowsWhatWouldActOnTheTerminal() throws IOException {
    String hostile = "\u001b]0;x\u0007 \r\n\t\u009b31m \u202egnp.exe\u2028 ü 😀";
    Attribute trace = new Attribute("exception.stacktrace", Value.of("a\n\tat b"));

    assertThat(print(RecordFormat.TEXT, record(hostile, trace)))
        .endsWith(
            "  \\x1b]0;x\\x07 \\r\\n\\t\\x9b31m \\u{202e}gnp.exe\\u{2028} ü 😀"
                + "  exception.stacktrace=\"a\\n\\tat b\"\n");
  }

  @Property(tries = 500)
  void textNeverHoldsAControlCharacter(@ForAll byte[] text, @ForAll String value)
      throws IOException {
    LogRecord record = record(Utf8.wrap(text), LogType.APP, new Attribute("k", Value.of(value)));

    String line = print(RecordFormat.TEXT, record);

    assertThat(line).endsWith("\n");
    assertThat(line.substring(0, line.length() - 1).codePoints())
        .noneMatch(Character::isISOControl)
        .noneMatch(c -> (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069));
  }

  @Property(tries = 500)
  void timestampsAreThoseOfJavaTime(@ForAll long timeNs, @ForAll long other) {
    TimestampText timestamp = new TimestampText();
    for (long time : new long[] {timeNs, other, timeNs, timeNs / 1000, -1, 0}) {
      String text = new String(timestamp.of(time), StandardCharsets.US_ASCII);

      Instant instant =
          Instant.ofEpochSecond(
              Math.floorDiv(time, 1_000_000_000L), Math.floorMod(time, 1_000_000_000L));
      assertThat(text).hasSize(TimestampText.BYTES);
      assertThat(Instant.parse(text)).isEqualTo(instant);
    }
  }

  @Test
  void formatsAreNamedInLowerCase() {
    assertThat(RecordFormat.named("jsonl")).contains(RecordFormat.JSONL);
    assertThat(RecordFormat.named("JSONL")).isEmpty();
  }
}
