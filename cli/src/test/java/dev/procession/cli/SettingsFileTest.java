// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.procession.runtime.RuntimeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** {@code config/procession.properties} against the class that reads the settings. */
class SettingsFileTest {

    private static final Path FILE = Path.of("..", "config", RuntimeConfig.FILE);
    private static final Pattern KEY = Pattern.compile("(?m)^# (procession\\.[a-z.-]+)=(.*)$");
    private static final Pattern CONSTANT = Pattern.compile("procession\\.[a-z][a-z.-]+");

    private static Map<String, String> documented() throws IOException {
        Map<String, String> settings = new TreeMap<>();
        Matcher matcher = KEY.matcher(Files.readString(FILE));
        while (matcher.find()) {
            settings.put(matcher.group(1), matcher.group(2));
        }
        return settings;
    }

    /** The keys are constants of the compiled class, those of other classes included. */
    private static Set<String> known() throws IOException {
        try (InputStream in = RuntimeConfig.class.getResourceAsStream("RuntimeConfig.class")) {
            assertThat(in).isNotNull();
            Matcher matcher = CONSTANT.matcher(new String(in.readAllBytes(), StandardCharsets.ISO_8859_1));
            Set<String> keys = new TreeSet<>();
            while (matcher.find()) {
                keys.add(matcher.group());
            }
            keys.remove(RuntimeConfig.FILE);
            return keys;
        }
    }

    @Test
    void file_keys_areThoseThatAreRead() throws IOException {
        assertThat(documented()).containsOnlyKeys(known()).hasSizeGreaterThan(10);
    }

    @Test
    void file_values_areTheDefaults() throws IOException {
        assertThat(RuntimeConfig.load(documented())).isEqualTo(RuntimeConfig.load(Map.of()));
    }
}
