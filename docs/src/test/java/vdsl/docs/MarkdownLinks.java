package vdsl.docs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Links and headings of Markdown files. Code, in blocks or in lines, holds neither. */
final class MarkdownLinks {
  private static final Pattern LINK = Pattern.compile("\\]\\(<?([^)\\s>]+)>?[^)]*\\)");
  private static final Pattern CODE_IN_LINE = Pattern.compile("`[^`]*`");
  private static final Pattern HEADING = Pattern.compile("#{1,6} +(.*?)[ #]*");
  private static final Pattern WITH_SCHEME = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

  private MarkdownLinks() {}

  /** Relative links of a file that lead nowhere in the tree. */
  static List<Violation> broken(SourceTree tree, String path) {
    List<Violation> violations = new ArrayList<>();
    int number = 0;
    for (String line : withoutCode(tree.text(path))) {
      number++;
      Matcher link = LINK.matcher(CODE_IN_LINE.matcher(line).replaceAll("`"));
      while (link.find()) {
        String target = link.group(1);
        if (!WITH_SCHEME.matcher(target).matches() && !resolves(tree, path, target)) {
          violations.add(new Violation(path, number, target + " leads nowhere"));
        }
      }
    }
    return violations;
  }

  private static boolean resolves(SourceTree tree, String path, String target) {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    String resolved =
        file.isEmpty() ? path : Path.of(path).resolveSibling(file).normalize().toString();
    if (!tree.exists(resolved)) {
      return false;
    }
    return hash < 0 || anchors(tree.text(resolved)).contains(target.substring(hash + 1));
  }

  /** Anchors of a text's headings, made the way GitHub makes them. */
  static Set<String> anchors(String text) {
    Set<String> anchors = new TreeSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String line : withoutCode(text)) {
      Matcher heading = HEADING.matcher(line);
      if (heading.matches()) {
        String anchor =
            heading
                .group(1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^\\p{L}\\p{N} _-]", "")
                .replace(' ', '-');
        int before = seen.merge(anchor, 1, Integer::sum) - 1;
        anchors.add(before == 0 ? anchor : anchor + "-" + before);
      }
    }
    return anchors;
  }

  /** The text's lines, those inside fences emptied. */
  private static List<String> withoutCode(String text) {
    List<String> lines = new ArrayList<>();
    boolean inFence = false;
    for (String line : text.lines().toList()) {
      boolean fence = line.stripLeading().startsWith("```");
      lines.add(fence || inFence ? "" : line);
      inFence ^= fence;
    }
    return lines;
  }
}
