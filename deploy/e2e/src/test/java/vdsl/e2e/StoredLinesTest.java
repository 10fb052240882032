package vdsl.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The oracle of the crash tests must see every planted fault. */
class StoredLinesTest {
  private static final int LINE_COUNT = 100;

  @TempDir private Path directory;

  @Test
  void sameLinesDoNotDiffer() throws IOException {
    assertThat(StoredLines.difference(shipped(), stored(lines -> {}))).isEmpty();
  }

  @Test
  void lostLineIsSeen() throws IOException {
    assertThat(StoredLines.difference(shipped(), stored(lines -> lines.remove(49))))
        .hasValueSatisfying(found -> assertThat(found).contains("Id 50"));
  }

  @Test
  void lostEndIsSeen() throws IOException {
    assertThat(StoredLines.difference(shipped(), stored(lines -> lines.remove(LINE_COUNT - 1))))
        .hasValueSatisfying(found -> assertThat(found).startsWith("lost from Id 100 on"));
  }

  @Test
  void doubledLineIsSeen() throws IOException {
    assertThat(StoredLines.difference(shipped(), stored(lines -> lines.add(7, lines.get(6)))))
        .hasValueSatisfying(found -> assertThat(found).startsWith("doubled at Id 8"));
  }

  @Test
  void doubledBlockAtTheEndIsSeen() throws IOException {
    assertThat(
            StoredLines.difference(
                shipped(), stored(lines -> lines.addAll(List.copyOf(lines.subList(60, 100))))))
        .hasValueSatisfying(found -> assertThat(found).contains("at Id 101").contains("the end"));
  }

  @Test
  void exchangedLinesAreSeen() throws IOException {
    assertThat(StoredLines.difference(shipped(), stored(lines -> Collections.swap(lines, 3, 4))))
        .hasValueSatisfying(found -> assertThat(found).contains("Id 4"));
  }

  @Test
  void oneOtherByteIsSeen() throws IOException {
    assertThat(
            StoredLines.difference(
                shipped(), stored(lines -> lines.set(9, lines.get(9).replace(' ', '\t')))))
        .hasValueSatisfying(found -> assertThat(found).contains("Id 10"));
  }

  private Path shipped() throws IOException {
    return Lines.write(directory.resolve("shipped"), LINE_COUNT, 1);
  }

  private Path stored(Consumer<List<String>> fault) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(shipped()));
    fault.accept(lines);
    return Files.writeString(directory.resolve("stored"), String.join("\n", lines) + "\n");
  }
}
