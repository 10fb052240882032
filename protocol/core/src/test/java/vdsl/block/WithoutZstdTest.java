package vdsl.block;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Blocks where the library of Zstandard is not on the class path, as in most services. */
final class WithoutZstdTest {
  @Test
  void bestCompressionIsLz4() throws IOException, ReflectiveOperationException {
    assertThat(BlockBuilder.Compression.best()).isEqualTo(BlockBuilder.Compression.ZSTD);
    URL[] classPath =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.contains("zstd-jni"))
            .map(WithoutZstdTest::url)
            .toArray(URL[]::new);
    try (URLClassLoader loader =
        new URLClassLoader(classPath, ClassLoader.getPlatformClassLoader())) {
      Class<?> compression = loader.loadClass(BlockBuilder.Compression.class.getName());

      assertThat(compression.getMethod("best").invoke(null)).hasToString("LZ4");
    }
  }

  private static URL url(String entry) {
    try {
      return Path.of(entry).toUri().toURL();
    } catch (MalformedURLException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
