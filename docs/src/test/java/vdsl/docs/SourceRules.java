package vdsl.docs;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The rules of the house that one file alone can break, by name. */
final class SourceRules {
  /** Where libraries may be used: the rest of the code stays free of them. */
  private static final Map<String, String> LIBRARIES =
      Map.ofEntries(
          Map.entry(
              "java\\.sql|javax\\.sql|com\\.zaxxer|org\\.h2",
              "vdsl\\.storage\\.jdbc|vdsl\\.cli\\.bench"),
          Map.entry("com\\.github\\.luben|net\\.jpountz", "vdsl\\.block"),
          Map.entry("com\\.google\\.re2j", "vdsl\\.storage\\.query|vdsl\\.cli"),
          Map.entry("ch\\.qos|com\\.lmax", "vdsl\\.logback|vdsl\\.agent\\.bench"),
          Map.entry("com\\.linecorp", "vdsl\\.collector|vdsl\\.collector\\.http"),
          Map.entry("io\\.netty", "vdsl\\.wire|vdsl\\.agent\\.transport|vdsl\\.collector.*"),
          Map.entry("picocli", "vdsl\\.cli(\\.(bench|demo))?"),
          // An agent never logs through the framework of the service it lives in; the front ends
          // only take from it.
          Map.entry(
              "org\\.slf4j|java\\.util\\.logging|org\\.apache\\.log",
              "vdsl\\.cli|vdsl\\.collector.*|vdsl\\.agent\\.bench|vdsl\\.logback|vdsl\\.demo"));

  private SourceRules() {}

  static Map<String, SourceRule> all() {
    Map<String, SourceRule> rules = new LinkedHashMap<>();
    rules.put("files, bodies and constructors stay small", new SizeRule());
    rules.put("names say something", new NameRule());
    rules.put("public types have javadoc, without authors", new JavadocRule());
    rules.put("state has an owner, exceptions do not vanish", new StateRule());
    rules.put("packages use those below them", new PackageRule());
    rules.put("libraries stay in their packages", SourceRules::checkLibraries);
    rules.put("leftovers are finished", new LeftoverRule());
    putUses(rules);
    return rules;
  }

  private static void putUses(Map<String, SourceRule> rules) {
    rules.put(
        "logic reads no clock",
        main(
            except("vdsl\\.time"),
            "(java\\.lang\\.)?System\\.(currentTimeMillis|nanoTime)"
                + "|(java\\.time\\.)?(chrono\\.)?(Instant|\\w+Date|(Local|Offset|Zoned)\\w+|Year\\w*)\\.now"
                + "|(java\\.time\\.)?(InstantSource|Clock)\\.(system|tick)\\w*"
                + "|new (java\\.util\\.)?(Date|GregorianCalendar)\\(\\)"
                + "|(java\\.util\\.)?Calendar\\.getInstance",
            "take a vdsl.time.WallClock or TickSource"));
    rules.put(
        "only the command line ends the process",
        main(
            except("vdsl\\.cli"),
            "(java\\.lang\\.)?System\\.exit|.*Runtime.*\\.(halt|exit)",
            "throw"));
    rules.put(
        "only the command line and the agent's status print",
        main(
            except("vdsl\\.cli|vdsl\\.agent\\.status"),
            "(java\\.lang\\.)?System\\.(out|err)",
            "throw, or count and report"));
    rules.put(
        "stack traces are printed for users, or recorded",
        main(
            except("vdsl\\.cli|vdsl\\.agent\\.capture"),
            ".*\\.printStackTrace",
            "throw, or count and report"));
    rules.put(
        "nothing is serialized or looked up by name",
        main(
            source -> true,
            "(java\\.io\\.)?(Object(In|Out)putStream|Serializable|Externalizable)"
                + "|javax\\.naming\\..*|InitialContext",
            "no Java serialization, no JNDI"));
    rules.put(
        "tests wait for conditions",
        new UseRule(
            JavaSource::isTest,
            Pattern.compile("(java\\.lang\\.)?Thread\\.sleep|.*TimeUnit\\.\\w+\\.sleep"),
            "await a condition"));
    rules.put(
        "no test is switched off",
        new UseRule(
            JavaSource::isTest, Pattern.compile("(.*\\.)?Disabled"), "mend it or remove it"));
    rules.put(
        "imports name what they import",
        new UseRule(source -> true, Pattern.compile(".*\\.\\*"), "no star"));
  }

  private static List<Violation> checkLibraries(JavaSource source) {
    return LIBRARIES.entrySet().stream()
        .flatMap(
            entry ->
                main(
                    except(entry.getValue()),
                    "(" + entry.getKey() + ")\\..*",
                    "not in this package")
                    .check(source)
                    .stream())
        .toList();
  }

  private static Predicate<JavaSource> except(String packages) {
    Pattern allowed = Pattern.compile(packages);
    return source -> !allowed.matcher(source.packageName()).matches();
  }

  private static UseRule main(Predicate<JavaSource> scope, String names, String reason) {
    return new UseRule(scope.and(JavaSource::isMain), Pattern.compile(names), reason);
  }
}
