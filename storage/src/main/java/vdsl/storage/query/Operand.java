package vdsl.storage.query;

import java.util.Optional;
import vdsl.record.Attribute;
import vdsl.record.LogRecord;
import vdsl.record.Severity;
import vdsl.record.Value;

/** What a comparison reads of a record. Immutable. */
sealed interface Operand {
  /** The operand's value in a record, if it has one there. */
  Optional<Value> of(LogRecord record);

  /** The value as expressions and people see it. */
  default String display(Value value) {
    return value.toString();
  }

  /** A field that every record has by the same name; EVENT_TIME may have no value. */
  enum Field implements Operand {
    ID,
    NODE,
    IP,
    PID,
    TIME,
    EVENT_TIME,
    LEVEL,
    TYPE,
    OBJECT,
    TEXT;

    @Override
    public Optional<Value> of(LogRecord record) {
      return switch (this) {
        case ID -> Optional.of(Value.of(record.id()));
        case NODE -> Optional.of(Value.of(record.node().value()));
        case IP -> Optional.of(Value.of(record.ip()));
        case PID -> Optional.of(Value.of(record.pid()));
        case TIME -> Optional.of(Value.of(record.timeNs()));
        case EVENT_TIME ->
            record.eventTimeNs().isPresent()
                ? Optional.of(Value.of(record.eventTimeNs().getAsLong()))
                : Optional.empty();
        case LEVEL -> Optional.of(Value.of(record.level().number()));
        case TYPE -> Optional.of(Value.of(record.type().value()));
        case OBJECT -> Optional.of(Value.of(record.object()));
        case TEXT -> Optional.of(new Value.TextValue(record.text()));
      };
    }

    @Override
    public String display(Value value) {
      return this == LEVEL && value instanceof Value.LongValue level
          ? new Severity(Math.toIntExact(level.value())).toString()
          : Operand.super.display(value);
    }
  }

  /** The attribute of a key; a record may have none. */
  record OfAttribute(String key) implements Operand {
    @Override
    public Optional<Value> of(LogRecord record) {
      for (Attribute attribute : record.attributes()) {
        if (attribute.key().equals(key)) {
          return Optional.of(attribute.value());
        }
      }
      return Optional.empty();
    }
  }
}
