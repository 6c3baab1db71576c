// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedClassesTest {

    private static final TrustedClasses DEFAULT = TrustedClasses.of("", Set.of());

    @TempDir
    Path directory;

    /** Is put into jars. */
    public static final class InJar implements Serializable {}

    @ParameterizedTest
    @ValueSource(
            classes = {
                String.class,
                java.math.BigDecimal.class,
                java.time.Instant.class,
                java.util.ArrayList.class,
                java.util.concurrent.ConcurrentHashMap.class,
                java.net.Inet4Address.class,
                java.io.File.class,
                java.io.FileNotFoundException.class,
                java.nio.file.NoSuchFileException.class,
                java.sql.SQLException.class,
                java.util.concurrent.TimeoutException.class,
                AssertionError.class,
                byte[].class,
                String[][].class
            })
    void trusts_valuesAndExceptionsOfTheJdk(Class<?> type) {
        assertThat(DEFAULT.trusts(type)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            classes = {
                java.lang.invoke.SerializedLambda.class,
                java.rmi.server.UnicastRemoteObject.class,
                javax.management.BadAttributeValueExpException.class,
                java.lang.reflect.Proxy.class,
                java.rmi.RemoteException[].class
            })
    void trusts_otherClassesOfTheJdk_no(Class<?> type) {
        assertThat(DEFAULT.trusts(type)).isFalse();
    }

    @Test
    void trusts_classFromADirectory() {
        assertThat(DEFAULT.trusts(InJar.class)).isTrue();
    }

    @Test
    void trusts_classFromALibrary_no() throws Exception {
        assertThat(DEFAULT.trusts(inJar("library.jar", "META-INF/MANIFEST.MF"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"META-INF/batch-jobs/job.xml", "META-INF/batch.xml", "META-INF/beans.xml"})
    void trusts_classFromAJarWithArtifacts(String marker) throws Exception {
        assertThat(DEFAULT.trusts(inJar("artifacts.jar", marker))).isTrue();
    }

    @Test
    void trusts_classFromAJarOfTheJobsPath() throws Exception {
        Class<?> type = inJar("named.jar", "META-INF/MANIFEST.MF");
        assertThat(TrustedClasses.of("", Set.of(directory.resolve("named.jar"))).trusts(type))
                .isTrue();
        assertThat(TrustedClasses.of("", Set.of(directory)).trusts(type)).isTrue();
    }

    @Test
    void trusts_classThatTheUserAdds() throws Exception {
        Class<?> type = inJar("library.jar", "META-INF/MANIFEST.MF");
        assertThat(TrustedClasses.of("dev.procession.messaging.*", Set.of()).trusts(type))
                .isTrue();
    }

    @Test
    void trusts_classThatTheUserForbids_no() {
        assertThat(TrustedClasses.of("!java.util.ArrayList", Set.of()).trusts(java.util.ArrayList.class))
                .isFalse();
    }

    @Test
    void of_noPatterns_namesSettingAndValue() {
        assertThatThrownBy(() -> TrustedClasses.of("maxdepth=deep", Set.of()))
                .isInstanceOf(MessagingException.class)
                .hasMessageContaining("procession.serialization.allow")
                .hasMessageContaining("maxdepth=deep");
    }

    /** The class as if it came from a jar which has this entry besides. */
    private Class<?> inJar(String name, String marker) throws IOException, ClassNotFoundException {
        String entry = InJar.class.getName().replace('.', '/') + ".class";
        Path jar = directory.resolve(name);
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream bytes = getClass().getClassLoader().getResourceAsStream(entry)) {
            for (int slash = marker.indexOf('/'); slash > 0; slash = marker.indexOf('/', slash + 1)) {
                out.putNextEntry(new JarEntry(marker.substring(0, slash + 1)));
            }
            out.putNextEntry(new JarEntry(marker));
            out.putNextEntry(new JarEntry(entry));
            bytes.transferTo(out);
        }
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
            return loader.loadClass(InJar.class.getName());
        }
    }
}
