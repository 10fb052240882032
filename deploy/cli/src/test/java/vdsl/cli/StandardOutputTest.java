package vdsl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {
  @Test
  void fullDiskIsALoss() {
    StandardOutput output = new StandardOutput(failing("No space left on device"));
    print(output, "record");
    assertThat(output.loss()).hasValue("No space left on device");
  }

  @Test
  void readerThatWentAwayIsNoLoss() {
    StandardOutput output = new StandardOutput(failing("Broken pipe"));
    print(output, "record");
    assertThat(output.loss()).isEmpty();
  }

  @Test
  void whatIsWrittenArrives() {
    ByteArrayOutputStream sink = new ByteArrayOutputStream();
    StandardOutput output = new StandardOutput(sink);
    print(output, "record");
    assertThat(sink).hasToString("record");
    assertThat(output.loss()).isEmpty();
  }

  private static void print(OutputStream output, String text) {
    PrintStream out = new PrintStream(output, false, StandardCharsets.UTF_8);
    out.print(text);
    out.flush();
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int next) throws IOException {
        throw new IOException(message);
      }
    };
  }
}
