// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The class path of worker JVMs: that of this JVM without what only a coordinator needs, and the user's own jars. */
public final class WorkerClassPath {

    /** System property by which a program that knows what its workers need says it, so that it need not be guessed. */
    public static final String GIVEN = "procession.worker.class-path";

    /**
     * File names of jars that only a coordinator needs begin with one of these. A list of what to leave out rather than of what to
     * keep: whatever else the program that embeds us has on its class path, its artifacts may need.
     */
    private static final List<String> COORDINATOR_JARS = List.of(
            "procession-broker",
            "procession-cli",
            "procession-starter",
            "procession-testing",
            "artemis-server",
            "artemis-journal",
            "artemis-jdbc-store",
            "artemis-quorum",
            "artemis-lockmanager",
            "artemis-hornetq",
            "artemis-core-client-all",
            "h2-",
            "postgresql-",
            "HikariCP",
            "flyway",
            "jackson-",
            "picocli",
            "jline",
            "jansi",
            "smallrye",
            "microprofile-config",
            "surefire",
            "junit-",
            "opentest4j",
            "apiguardian");

    /** Modules of a build whose class directories only a coordinator needs. */
    private static final List<String> COORDINATOR_MODULES = List.of("broker", "cli", "starter", "testing");

    private WorkerClassPath() {}

    /** The whole class path of this JVM. */
    public static List<String> ofThisJvm() {
        return split(System.getProperty("java.class.path", ""));
    }

    /**
     * The class path for workers started by this JVM.
     *
     * @param jobsPath the user's jars and directories, which come last
     */
    public static List<String> forWorkers(List<Path> jobsPath) {
        List<String> entries = new ArrayList<>(split(System.getProperty(GIVEN, "")));
        if (entries.isEmpty()) {
            entries.addAll(withoutCoordinator(ofThisJvm()));
        }
        for (Path path : jobsPath) {
            entries.add(path.toAbsolutePath().toString());
        }
        return List.copyOf(entries);
    }

    static List<String> withoutCoordinator(List<String> classPath) {
        return classPath.stream()
                .filter(entry -> !isForCoordinatorOnly(Path.of(entry)))
                .toList();
    }

    static List<String> split(String classPath) {
        return Arrays.stream(classPath.split(File.pathSeparator))
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    static String join(List<String> entries) {
        return String.join(File.pathSeparator, entries);
    }

    private static boolean isForCoordinatorOnly(Path entry) {
        String name = String.valueOf(entry.getFileName());
        if (name.endsWith(".jar")) {
            return COORDINATOR_JARS.stream().anyMatch(name::startsWith);
        }
        return COORDINATOR_MODULES.stream().anyMatch(module -> entry.endsWith(Path.of(module, "target", "classes")));
    }
}
