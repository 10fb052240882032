package vdsl.storage.index;

import java.util.Collection;
import java.util.stream.Collectors;
import vdsl.record.LogType;

/**
 * How the types of a block are kept in one column, as ",APP,LOSS,": a type is among them if the
 * column contains {@link #sought}. Layout: docs/format/store.md.
 */
public final class TypeColumn {
  private static final String SEPARATOR = ",";

  private TypeColumn() {}

  public static String of(Collection<LogType> types) {
    return types.stream()
        .map(LogType::value)
        .collect(Collectors.joining(SEPARATOR, SEPARATOR, SEPARATOR));
  }

  /** What the column of a block with this type contains. */
  public static String sought(LogType type) {
    return SEPARATOR + type.value() + SEPARATOR;
  }
}
