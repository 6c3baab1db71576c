// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The command line of a child JVM. */
final class JavaCommand {

    /**
     * What makes a JVM that lives for one job start fast and small. One that is out of memory ends, so that its tasks go to
     * another at once.
     */
    private static final List<String> DEFAULTS =
            List.of("-XX:TieredStopAtLevel=1", "-Xshare:auto", "-XX:+ExitOnOutOfMemoryError");

    private static final String COLLECTOR = "-XX:+UseSerialGC";
    private static final Pattern ANY_COLLECTOR = Pattern.compile("-XX:\\+Use\\w*GC");

    private JavaCommand() {}

    /** With our defaults first, so that {@code options} can change them. */
    static List<String> withDefaults(List<String> options, List<String> classPath, Class<?> main) {
        List<String> all = new ArrayList<>(DEFAULTS);
        if (options.stream().noneMatch(option -> ANY_COLLECTOR.matcher(option).matches())) {
            all.add(0, COLLECTOR); // a JVM refuses two
        }
        all.addAll(options);
        return of(all, classPath, main);
    }

    static List<String> of(List<String> options, List<String> classPath, Class<?> main) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(WorkerClassPath.join(classPath));
        command.add(main.getName());
        return command;
    }
}
