package vdsl.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import vdsl.record.LogType;
import vdsl.record.Severity;
import vdsl.record.Value;
import vdsl.template.Template;

class TokensTest {
  @Test
  void tokensAreRunsOfLettersDigitsUnderscoreAndNonAscii() {
    assertThat(Tokens.of("blk_-38 from /10.0.0.1:80, Größe=7 日志"))
        .containsExactly("blk_", "38", "from", "10", "0", "0", "1", "80", "größe", "7", "日志");
    assertThat(Tokens.of(" ,;")).isEmpty();
  }

  @Test
  void caseDoesNotCount() {
    assertThat(Tokens.of("ÄRGER Error")).isEqualTo(Tokens.of("ärger eRROR"));
  }

  @Property(tries = 500)
  void filterHoldsEveryTokenOfEveryText(@ForAll List<String> texts) {
    BlockBuilder builder = Blocks.builder(BlockBuilder.Compression.NONE);
    Blocks.addLine(builder, "at least one");
    for (String text : texts) {
      Blocks.addLine(builder, text);
    }
    assertFilterHoldsTokens(builder.build());
  }

  @Property(tries = 500)
  void filterHoldsTokensThatJoinAdjacentVariables(
      @ForAll String a, @ForAll long b, @ForAll double c, @ForAll boolean known) {
    BlockBuilder builder = Blocks.builder(BlockBuilder.Compression.NONE);
    builder.begin(1, Severity.INFO, LogType.APP, "o", "ip", 1);
    builder.template(Template.of("x{}{}y {}_{} {} {}"));
    builder.argument(Value.of(a));
    builder.argument(Value.of(b));
    builder.argument(Value.of(c));
    builder.argument(known ? Value.NULL : Value.of(true));
    builder.end();
    assertFilterHoldsTokens(builder.build());
  }

  private static void assertFilterHoldsTokens(BlockBody body) {
    TokenFilter filter = TokenFilter.decode(body.filterBytes());
    BlockReader reader = new BlockReader(body);
    for (int i = 0; i < reader.recordCount(); i++) {
      for (String token : Tokens.of(reader.text(i).array())) {
        assertThat(filter.mayContain(Tokens.hash(token))).as(token).isTrue();
      }
    }
  }

  @Test
  void filterRarelyHoldsAnAbsentToken() {
    Random random = new Random(3);
    BlockBuilder builder = Blocks.builder(BlockBuilder.Compression.NONE);
    for (int i = 0; i < 4000; i++) {
      Blocks.addLine(builder, Long.toHexString(random.nextLong()));
    }
    TokenFilter filter = TokenFilter.decode(builder.build().filterBytes());
    int present = 0;
    for (int i = 0; i < 10_000; i++) {
      present += filter.mayContain(Tokens.hash("absent" + i)) ? 1 : 0;
    }
    assertThat(present).isLessThan(80);
  }

  @Test
  void filterOfOddLengthIsRefused() {
    assertThatThrownBy(() -> TokenFilter.decode(new byte[7]))
        .isInstanceOf(BlockFormatException.class);
  }
}
