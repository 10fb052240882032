package vdsl.docs;

import java.util.List;

/** What every Java file must obey; judged by one file alone. */
@FunctionalInterface
interface SourceRule {
  List<Violation> check(JavaSource source);
}
