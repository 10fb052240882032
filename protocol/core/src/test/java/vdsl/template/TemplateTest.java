package vdsl.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TemplateTest {
  @ParameterizedTest
  @CsvSource({
    "'', 0, ''",
    "'no placeholder', 0, 'no placeholder'",
    "'{}', 1, '|'",
    "'a {} b {}', 2, 'a | b |'",
    "'a \\{} b {}', 1, 'a {} b |'",
    "'a \\\\{} b', 1, 'a \\| b'",
    "'{}{}', 2, '||'",
    "'{ } {', 0, '{ } {'",
  })
  void patternsAreCutAsSlf4jCutsThem(String pattern, int placeholders, String cut) {
    Template template = Template.of(pattern);
    StringBuilder joined = new StringBuilder();
    for (int i = 0; i < template.placeholderCount(); i++) {
      joined.append(template.literal(i)).append('|');
    }
    joined.append(template.literal(template.placeholderCount()));
    assertThat(template.placeholderCount()).isEqualTo(placeholders);
    assertThat(joined).hasToString(cut);
  }

  @Test
  void idDependsOnThePatternOnly() {
    assertThat(Template.of("user {}").id()).isEqualTo(Template.of("user {}").id());
    assertThat(Template.of("user {}").id()).isNotEqualTo(Template.of("user {} ").id());
  }

  @Test
  void idIsFnv1aOfThePattern() {
    assertThat(Template.of("a").id()).isEqualTo(0xaf63dc4c8601ec8cL);
  }

  @Test
  void patternOverTheLimitIsRefused() {
    String pattern = "x".repeat(Template.PATTERN_BYTES_MAX + 1);
    assertThatThrownBy(() -> Template.of(pattern)).hasMessageContaining("at most 65536");
  }
}
