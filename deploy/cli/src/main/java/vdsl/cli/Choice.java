package vdsl.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of a few words, in any case. Immutable. */
record Choice<E extends Enum<E>>(List<E> allowed) implements ITypeConverter<E> {
  Choice {
    allowed = List.copyOf(allowed);
  }

  @Override
  public E convert(String word) {
    return allowed.stream()
        .filter(one -> one.name().equalsIgnoreCase(word))
        .findFirst()
        .orElseThrow(
            () -> new TypeConversionException("\"" + word + "\" is not one of " + words()));
  }

  private String words() {
    return allowed.stream()
        .map(one -> one.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
