// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import dev.procession.messaging.ConnectionSettings;
import dev.procession.messaging.TaskLimits;
import dev.procession.messaging.TrustedClasses;
import dev.procession.runtime.jberet.PartitionDefaults;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads {@link RuntimeSettings} from where users put them (MicroProfile Config 3.1): what the program gives, then system properties,
 * environment variables, {@code procession.properties} in the state directory, the defaults. Every key is described in
 * {@code config/procession.properties}.
 */
public final class RuntimeConfig {

    /** Name of the settings file in the state directory. */
    public static final String FILE = "procession.properties";

    private static final String HOME = "procession.home";
    private static final Duration STOP_GRACE = Duration.ofMinutes(1);
    private static final int GIVEN_ORDINAL = 1000;
    private static final int FILE_ORDINAL = 200;
    private static final int WISHED_ORDINAL = 50;

    /** A report that something is too large must fit in any case. */
    private static final int LEAST_MAX_BYTES = 64 * 1024;

    private final SmallRyeConfig config;
    private final Path home;

    private RuntimeConfig(SmallRyeConfig config, Path home) {
        this.config = config;
        this.home = home;
    }

    /**
     * Reads the settings.
     *
     * @param given settings that win over all others, such as command line options
     * @throws CoordinatorException if a value cannot be used, or the settings file cannot be read
     */
    public static RuntimeSettings load(Map<String, String> given) {
        return load(given, Map.of());
    }

    /**
     * Reads the settings.
     *
     * @param given settings that win over all others, such as command line options
     * @param wished settings that hold where nobody says anything else, such as what a job suggests for itself
     * @throws CoordinatorException if a value cannot be used, or the settings file cannot be read
     */
    public static RuntimeSettings load(Map<String, String> given, Map<String, String> wished) {
        Path home = Path.of(sources(given, wished, null)
                .getOptionalValue(HOME, String.class)
                .orElse(".procession"));
        return new RuntimeConfig(sources(given, wished, home.resolve(FILE)), home).settings();
    }

    private static SmallRyeConfig sources(Map<String, String> given, Map<String, String> wished, @Nullable Path file) {
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .addSystemSources()
                .withSources(
                        new PropertiesConfigSource(given, "given", GIVEN_ORDINAL),
                        new PropertiesConfigSource(wished, "the job", WISHED_ORDINAL));
        if (file != null && Files.exists(file)) {
            Properties properties = new Properties();
            try (var reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            } catch (IOException | IllegalArgumentException e) {
                throw new CoordinatorException("the settings file " + file + " cannot be read: " + e.getMessage(), e);
            }
            Map<String, String> values = properties.stringPropertyNames().stream()
                    .collect(Collectors.toMap(name -> name, properties::getProperty));
            builder.withSources(new PropertiesConfigSource(values, file.toString(), FILE_ORDINAL));
        }
        return builder.build();
    }

    private RuntimeSettings settings() {
        ConnectionSettings connection = ConnectionSettings.defaults();
        return new RuntimeSettings(
                home,
                new RuntimeSettings.Broker(
                        optional("procession.broker.url"),
                        string("procession.broker.user", ""),
                        string("procession.broker.password", ""),
                        string("procession.broker.host", "127.0.0.1"),
                        integer("procession.broker.port", 0, 0)),
                new RuntimeSettings.Repository(
                        optional("procession.database.url"),
                        string("procession.database.user", ""),
                        string("procession.database.password", ""),
                        duration("procession.database.lease", Duration.ofSeconds(15))),
                new RuntimeSettings.Workers(
                        workers(),
                        integer("procession.slots", 1, 1),
                        list("procession.worker.options", "\\s+"),
                        list("procession.jobs.path", Pattern.quote(File.pathSeparator)).stream()
                                .map(entry -> Path.of(entry).toAbsolutePath().normalize())
                                .toList()),
                new PartitionDefaults(
                        oneOf(PartitionDefaults.PARTITIONS, "remote", "local"),
                        !oneOf(PartitionDefaults.ISOLATION, "none", "process"),
                        integer(PartitionDefaults.ATTEMPTS, 3, 1),
                        new TaskLimits(
                                limit(PartitionDefaults.SOFT_LIMIT, null),
                                limit(PartitionDefaults.HARD_LIMIT, null),
                                limit(PartitionDefaults.STOP_GRACE, STOP_GRACE))),
                new ConnectionSettings(
                        duration("procession.lease", connection.timeToLive()),
                        connection.callTimeout(),
                        integer("procession.message.max-bytes", connection.maxMessageBytes(), LEAST_MAX_BYTES)),
                string(TrustedClasses.SETTING, ""));
    }

    private int workers() {
        String value = string("procession.workers", "auto");
        return value.equals("auto") ? Runtime.getRuntime().availableProcessors() : integer("procession.workers", 0, 0);
    }

    private @Nullable String optional(String name) {
        return config.getOptionalValue(name, String.class)
                .filter(value -> !value.isBlank())
                .orElse(null);
    }

    private String string(String name, String otherwise) {
        String value = optional(name);
        return value == null ? otherwise : value.trim();
    }

    private int integer(String name, int otherwise, int least) {
        String value = optional(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.trim());
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw refuse(name, value, "a whole number from " + least);
    }

    private Duration duration(String name, Duration otherwise) {
        String value = optional(name);
        if (value == null) {
            return otherwise;
        }
        return PartitionDefaults.duration(value)
                .orElseThrow(() -> refuse(name, value, "a duration from 0.5s, such as 10s or 1m"));
    }

    private @Nullable Duration limit(String name, @Nullable Duration otherwise) {
        String value = optional(name);
        if (value == null) {
            return otherwise;
        }
        return value.trim().equals(PartitionDefaults.NO_LIMIT)
                ? null
                : PartitionDefaults.duration(value)
                        .orElseThrow(() -> refuse(name, value, "a duration from 0.5s, such as 30s or 5m, or 'none'"));
    }

    /** Whether the value is the first of the two, which is also the default. */
    private boolean oneOf(String name, String first, String second) {
        String value = string(name, first);
        if (!value.equals(first) && !value.equals(second)) {
            throw refuse(name, value, "'" + first + "' or '" + second + "'");
        }
        return value.equals(first);
    }

    private List<String> list(String name, String separator) {
        String value = optional(name);
        return value == null
                ? List.of()
                : Pattern.compile(separator)
                        .splitAsStream(value.trim())
                        .filter(entry -> !entry.isEmpty())
                        .toList();
    }

    private CoordinatorException refuse(String name, String value, String wanted) {
        return new CoordinatorException(
                name + " is '" + value + "'"
                        + (config.getConfigValue(name).getConfigSourceName() == null
                                ? ""
                                : " (from " + config.getConfigValue(name).getConfigSourceName() + ")")
                        + "; it must be " + wanted,
                null);
    }
}
