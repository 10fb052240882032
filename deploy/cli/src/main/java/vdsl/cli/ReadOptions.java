package vdsl.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import picocli.CommandLine.Option;

/** Options of the commands that read from a collector. */
final class ReadOptions {
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  @Option(
      names = "--url",
      paramLabel = "URL",
      defaultValue = "${env:VDSL_URL:-http://127.0.0.1:5171}",
      description = "Collector's HTTP address (VDSL_URL); default ${DEFAULT-VALUE}.")
  private String url = "";

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the token to send to the collector.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      names = "--cacert",
      paramLabel = "FILE",
      description = "Certificate authority (PEM) to trust for an https URL.")
  private Optional<Path> caCertificate = Optional.empty();

  /** The address without a slash at its end. */
  String url() {
    String trimmed = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    try {
      URI parsed = URI.create(trimmed);
      boolean http = "http".equals(parsed.getScheme()) || "https".equals(parsed.getScheme());
      boolean bare =
          parsed.getRawPath().isEmpty()
              && parsed.getRawQuery() == null
              && parsed.getRawFragment() == null;
      if (http && bare && parsed.getHost() != null) {
        return trimmed;
      }
    } catch (IllegalArgumentException malformed) {
      throw badUrl();
    }
    throw badUrl();
  }

  private CommandFailure badUrl() {
    return CommandFailure.usage(
        "--url \"" + url + "\" is not an address such as http://127.0.0.1:5171");
  }

  Optional<String> token() {
    return tokenFile.map(
        file -> {
          try {
            String token = Files.readString(file).strip();
            if (!TOKEN.matcher(token).matches()) {
              throw CommandFailure.usage(
                  "--token-file " + file + " does not hold one line of visible ASCII characters");
            }
            return token;
          } catch (IOException unreadable) {
            throw CommandFailure.usage(Failures.file("--token-file", file, unreadable));
          }
        });
  }

  /** Trust in the given authority alone. */
  Optional<SSLContext> tls() {
    return caCertificate.map(
        file -> {
          try (InputStream in = Files.newInputStream(file)) {
            return trusting(CertificateFactory.getInstance("X.509").generateCertificate(in));
          } catch (IOException unreadable) {
            throw CommandFailure.usage(Failures.file("--cacert", file, unreadable));
          } catch (GeneralSecurityException invalid) {
            throw CommandFailure.usage(
                "--cacert " + file + " is not a PEM certificate; name one of an authority");
          }
        });
  }

  private static SSLContext trusting(Certificate authority)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    trusted.setCertificateEntry("authority", authority);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLSv1.3");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
