package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines as they come: stored byte for byte, or cut with a flag; each format shows them whole. */
class OddContentTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] BAD_UTF_8 = {'b', 'a', 'd', ' ', (byte) 0xff, (byte) 0xc3, '!'};
  private static final int RECORD_BYTES_MAX = 64 << 10;
  private static final int LONG_LINE_BYTES = 1 << 20;

  @TempDir private static Path directory;
  private static Cluster cluster;

  @BeforeAll
  static void shipOddLines() throws IOException {
    cluster = Cluster.start(directory);
    cluster.ship("odd", Files.write(directory.resolve("odd.log"), oddLines()));
  }

  @AfterAll
  static void audit() {
    try (Cluster audited = cluster) {
      audited.assertAuditIsClean();
    }
  }

  private static byte[] oddLines() {
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    lines.writeBytes(BAD_UTF_8);
    lines.writeBytes(bytes("\n\ncr \r inside\nnul \0 and \u001b[31mred\n"));
    lines.writeBytes(bytes("Grüße, 世界 \uD83D\uDE00, \"quoted\", a,b;c\t=SUM(A1)\n\n\nlast\n"));
    return lines.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void rawIsByteForByte() {
    cluster.assertStored("odd", directory.resolve("odd.log"));
  }

  @Test
  void jsonlHasTheFieldsInOrderAndReplacesBadUtf8() throws IOException {
    List<String> lines = cluster.query("odd", "--format", "jsonl");
    List<String> texts = new ArrayList<>();
    for (String line : lines) {
      JsonNode record = JSON.readTree(line);
      assertThat(record.fieldNames())
          .toIterable()
          .startsWith("id", "node", "ip", "time", "bound_ns", "pid", "type", "level", "object")
          .endsWith("text", "attributes");
      assertThat(record.path("id").asLong()).isEqualTo(texts.size() + 1);
      assertThat(record.path("time").asText())
          .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");
      texts.add(record.path("text").asText());
    }
    assertThat(texts)
        .containsExactly(
            "bad \uFFFD\uFFFD!",
            "",
            "cr \r inside",
            "nul \0 and \u001b[31mred",
            "Grüße, 世界 \uD83D\uDE00, \"quoted\", a,b;c\t=SUM(A1)",
            "",
            "",
            "last");
  }

  @Test
  void csvReadsBackWhole() {
    VdslProcess query = cluster.read("query", "--node", "odd", "--format", "csv");
    List<List<String>> rows = Csv.rows(query.utf8());
    int text = rows.get(0).indexOf("text");
    assertThat(rows.get(0)).startsWith("id", "node", "ip", "time");
    assertThat(rows.subList(1, rows.size()))
        .extracting(row -> row.get(text))
        .containsExactly(
            "bad \uFFFD\uFFFD!",
            "",
            "cr \r inside",
            "nul \0 and \u001b[31mred",
            "Grüße, 世界 \uD83D\uDE00, \"quoted\", a,b;c\t=SUM(A1)",
            "",
            "",
            "last");
  }

  @Test
  void textIsOneHarmlessLineARecord() {
    List<String> lines = cluster.query("odd");
    assertThat(lines).hasSize(8);
    assertThat(lines.get(2)).contains("cr \\r inside");
    assertThat(lines.get(3)).contains("\\x1b[31mred");
    assertThat(lines).allSatisfy(line -> assertThat(line).doesNotContainPattern("\\p{Cntrl}"));
  }

  @Test
  void longLineIsCutWithAFlag() throws IOException {
    String line = "x".repeat(LONG_LINE_BYTES);
    cluster.ship("long", Files.writeString(directory.resolve("l.log"), line + "\nnext\n" + line));
    List<String> records = cluster.query("long", "--format", "jsonl");
    assertThat(records).hasSize(3);
    for (int i = 0; i < 3; i += 2) {
      JsonNode record = JSON.readTree(records.get(i));
      int kept = record.path("text").asText().length();
      assertThat(kept).isPositive().isLessThanOrEqualTo(RECORD_BYTES_MAX);
      assertThat(record.path("attributes").path("vdsl.truncated_bytes").asLong())
          .isEqualTo(LONG_LINE_BYTES - kept);
    }
    assertThat(JSON.readTree(records.get(1)).path("text").asText()).isEqualTo("next");
  }

  @Test
  void emptyFileShipsNothing() throws IOException {
    VdslProcess ship = cluster.ship("none", Files.writeString(directory.resolve("empty.log"), ""));
    assertThat(ship.error()).contains("shipped 0 records");
  }

  @Test
  void lineEndsAreNotPartOfALine() throws IOException {
    Path file = Files.writeString(directory.resolve("crlf.log"), "one\r\ntwo\r\r\n\r\nfour");
    cluster.ship("crlf", file);
    Path expected = Files.writeString(directory.resolve("lf.log"), "one\ntwo\r\n\nfour\n");
    cluster.assertStored("crlf", expected);
  }
}
