package vdsl.collector.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.DecoratingHttpServiceFunction;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Keeps pages of strangers out of a collector that only its own machine can reach: a name of theirs
 * that resolves to the loopback address (DNS rebinding) makes a browser ask here on their behalf,
 * and the Host header still has that name. Thread-safe.
 */
final class HostCheck implements DecoratingHttpServiceFunction {
  private static final Pattern PORT = Pattern.compile(":[0-9]{0,5}$");

  private final boolean onlyOwnMachine;
  private final Set<String> names;

  /** The check for a server that listens here; it lets all pass if other machines can reach it. */
  HostCheck(InetSocketAddress listen) {
    onlyOwnMachine = !listen.isUnresolved() && listen.getAddress().isLoopbackAddress();
    names =
        Stream.of("localhost", "127.0.0.1", "[::1]", listen.getHostString())
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public HttpResponse serve(
      HttpService delegate, ServiceRequestContext context, HttpRequest request) throws Exception {
    if (!onlyOwnMachine || isOwn(request.authority())) {
      return delegate.serve(context, request);
    }
    return new Problem(
            Problem.Kind.FOREIGN_HOST, "the Host header must be localhost or the address bound")
        .response();
  }

  private boolean isOwn(@Nullable String authority) {
    return authority != null
        && names.contains(PORT.matcher(authority).replaceFirst("").toLowerCase(Locale.ROOT));
  }
}
