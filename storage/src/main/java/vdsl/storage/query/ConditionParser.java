package vdsl.storage.query;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import vdsl.record.Severity;

/**
 * Reads conditions by recursive descent. Confined to one thread.
 *
 * <pre>
 * either     = all *("or" all)
 * all        = part *("and" part)
 * part       = "not" part / "(" either ")" / operand operator literal
 * operator   = "=" / "!=" / "&lt;" / "&lt;=" / "&gt;" / "&gt;=" / "~"
 * </pre>
 */
final class ConditionParser {
  /** Longest condition, in characters: what people write is far shorter. */
  static final int LENGTH_MAX = 4_096;

  /** Deepest nesting: bounds the stack that parsing and evaluation take. */
  static final int DEPTH_MAX = 64;

  /** Names an attribute whose key is also the name of a field. */
  private static final String ATTRIBUTE_PREFIX = "attributes.";

  private final String source;
  private final List<ConditionLexer.Symbol> symbols;
  private final TimeExpression time;
  private int position;

  private ConditionParser(String source, TimeExpression time) {
    this.source = source;
    this.symbols = ConditionLexer.symbols(source);
    this.time = time;
  }

  /**
   * Reads a condition.
   *
   * @throws QuerySyntaxException if it is malformed
   */
  static Condition parse(String source, TimeExpression time) {
    if (source.length() > LENGTH_MAX) {
      throw new QuerySyntaxException(
          "where", source, "at most " + LENGTH_MAX + " characters are" + " allowed");
    }
    ConditionParser parser = new ConditionParser(source, time);
    Condition condition = parser.either(0);
    if (parser.peek().kind() != ConditionLexer.Kind.END) {
      throw parser.expected("and, or, or the end");
    }
    return condition;
  }

  private Condition either(int depth) {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(all(depth));
    } while (takeWord("or"));
    return parts.size() == 1 ? parts.get(0) : new Condition.Either(parts);
  }

  private Condition all(int depth) {
    List<Condition> parts = new ArrayList<>();
    do {
      parts.add(part(depth));
    } while (takeWord("and"));
    return parts.size() == 1 ? parts.get(0) : new Condition.All(parts);
  }

  private Condition part(int depth) {
    if (depth > DEPTH_MAX) {
      throw refused("nesting deeper than " + DEPTH_MAX + " is not allowed");
    }
    // "not = 5" would compare an attribute called "not"
    if (peek().isWord("not") && peekNext().kind() != ConditionLexer.Kind.OPERATOR) {
      position++;
      return new Condition.Not(part(depth + 1));
    }
    if (peek().kind() == ConditionLexer.Kind.OPENING) {
      position++;
      Condition inner = either(depth + 1);
      if (peek().kind() != ConditionLexer.Kind.CLOSING) {
        throw expected("and, or, or )");
      }
      position++;
      return inner;
    }
    return comparison();
  }

  private Condition comparison() {
    Operand operand = operand();
    if (peek().kind() != ConditionLexer.Kind.OPERATOR) {
      throw expected("one of = != < <= > >= ~");
    }
    String operator = symbols.get(position++).text();
    if (operator.equals("~")) {
      return found(operand);
    }
    boolean negated = operator.equals("!=");
    Condition.Relation relation =
        switch (operator) {
          case "=", "!=" -> Condition.Relation.EQUAL;
          case "<" -> Condition.Relation.LESS;
          case "<=" -> Condition.Relation.LESS_OR_EQUAL;
          case ">" -> Condition.Relation.GREATER;
          case ">=" -> Condition.Relation.GREATER_OR_EQUAL;
          default -> {
            position--;
            throw expected("one of = != < <= > >= ~");
          }
        };
    Condition comparison =
        new Condition.Comparison(operand, relation, literal(operand, relation, negated));
    return negated ? new Condition.Not(comparison) : comparison;
  }

  private Condition found(Operand operand) {
    if (operand == Operand.Field.TIME || operand == Operand.Field.EVENT_TIME) {
      throw refused("~ does not go with a time");
    }
    return new Condition.Found(operand, LinearPattern.compile("where", takeLiteral().text()));
  }

  private Operand operand() {
    ConditionLexer.Symbol symbol = peek();
    if (symbol.kind() == ConditionLexer.Kind.QUOTED) {
      position++;
      return new Operand.OfAttribute(symbol.text());
    }
    if (symbol.kind() != ConditionLexer.Kind.WORD) {
      throw expected("a field or attribute, not, or (");
    }
    String name = symbol.text();
    for (Operand.Field field : Operand.Field.values()) {
      String fieldName = field.name().toLowerCase(Locale.ROOT);
      if (fieldName.equals(name)) {
        position++;
        return field;
      }
      if (fieldName.equalsIgnoreCase(name)) {
        throw refused(
            "stands "
                + symbol
                + ": the field is "
                + fieldName
                + ", the attribute "
                + ATTRIBUTE_PREFIX
                + name);
      }
    }
    position++;
    return new Operand.OfAttribute(
        name.startsWith(ATTRIBUTE_PREFIX) ? name.substring(ATTRIBUTE_PREFIX.length()) : name);
  }

  private Literal literal(Operand operand, Condition.Relation relation, boolean negated) {
    ConditionLexer.Symbol symbol = takeLiteral();
    if (operand == Operand.Field.LEVEL) {
      return Literal.of(level(symbol));
    }
    if (operand == Operand.Field.TIME || operand == Operand.Field.EVENT_TIME) {
      return Literal.of(time.parse("where", symbol.text(), edge(relation, negated)));
    }
    return symbol.kind() == ConditionLexer.Kind.QUOTED
        ? Literal.quoted(symbol.text())
        : Literal.bare(symbol.text());
  }

  /** "time <= 2026-11-23" includes that day, "time > 2026-11-23" excludes it. */
  private static TimeExpression.Edge edge(Condition.Relation relation, boolean negated) {
    boolean last =
        !negated
            && (relation == Condition.Relation.LESS_OR_EQUAL
                || relation == Condition.Relation.GREATER);
    return last ? TimeExpression.Edge.LAST_INSTANT : TimeExpression.Edge.FIRST_INSTANT;
  }

  private int level(ConditionLexer.Symbol symbol) {
    try {
      return symbol.text().matches("[0-9]{1,2}")
          ? new Severity(Integer.parseInt(symbol.text())).number()
          : Severity.parse(symbol.text()).number();
    } catch (IllegalArgumentException invalid) {
      throw new QuerySyntaxException("where", source, String.valueOf(invalid.getMessage()));
    }
  }

  private ConditionLexer.Symbol takeLiteral() {
    ConditionLexer.Symbol symbol = peek();
    if (symbol.kind() != ConditionLexer.Kind.WORD && symbol.kind() != ConditionLexer.Kind.QUOTED) {
      throw expected("a number, a word or a text in quotes");
    }
    position++;
    return symbol;
  }

  private boolean takeWord(String word) {
    boolean found = peek().isWord(word);
    if (found) {
      position++;
    }
    return found;
  }

  private ConditionLexer.Symbol peek() {
    return symbols.get(position);
  }

  private ConditionLexer.Symbol peekNext() {
    return symbols.get(Math.min(position + 1, symbols.size() - 1));
  }

  private QuerySyntaxException expected(String what) {
    return refused("stands " + peek() + ", expected is " + what);
  }

  private QuerySyntaxException refused(String why) {
    return new QuerySyntaxException("where", source, "at column " + peek().column() + " " + why);
  }
}
