package vdsl.storage.query;

import com.google.re2j.Pattern;
import java.util.List;
import vdsl.record.LogRecord;

/** Boolean expression over a record's fields and attributes. Immutable. */
sealed interface Condition {
  boolean holds(LogRecord record);

  /** Holds for every record. */
  record Always() implements Condition {
    @Override
    public boolean holds(LogRecord record) {
      return true;
    }
  }

  /** Holds where each part does. */
  record All(List<Condition> parts) implements Condition {
    public All {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(LogRecord record) {
      for (Condition part : parts) {
        if (!part.holds(record)) {
          return false;
        }
      }
      return true;
    }
  }

  /** Holds where some part does. */
  record Either(List<Condition> parts) implements Condition {
    public Either {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean holds(LogRecord record) {
      for (Condition part : parts) {
        if (part.holds(record)) {
          return true;
        }
      }
      return false;
    }
  }

  /** Holds where the other does not. */
  record Not(Condition negated) implements Condition {
    @Override
    public boolean holds(LogRecord record) {
      return !negated.holds(record);
    }
  }

  /** Holds where the operand has a value and that stands in the relation to the literal. */
  record Comparison(Operand operand, Relation relation, Literal literal) implements Condition {
    @Override
    public boolean holds(LogRecord record) {
      return operand.of(record).map(value -> relation.admits(literal.compare(value))).orElse(false);
    }
  }

  /** Holds where the operand has a value in whose text the pattern is found. */
  record Found(Operand operand, Pattern pattern) implements Condition {
    @Override
    public boolean holds(LogRecord record) {
      return operand
          .of(record)
          .map(value -> pattern.matcher(operand.display(value)).find())
          .orElse(false);
    }
  }

  /** How a value stands to a literal. "Not equal" is the negation of EQUAL. */
  enum Relation {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /** Whether the sign of a comparison of value and literal is of this relation. */
    boolean admits(int sign) {
      return switch (this) {
        case EQUAL -> sign == 0;
        case LESS -> sign < 0;
        case LESS_OR_EQUAL -> sign <= 0;
        case GREATER -> sign > 0;
        case GREATER_OR_EQUAL -> sign >= 0;
      };
    }
  }
}
