// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

/** The command line of a child JVM. */
public final class JavaCommand {

    /** What makes a JVM small. One that is out of memory ends, so that its tasks go to another at once. */
    private static final List<String> SMALL = List.of("-Xshare:auto", "-XX:+ExitOnOutOfMemoryError");

    /** Makes a JVM that lives for one job start fast. */
    private static final String FAST_START = "-XX:TieredStopAtLevel=1";

    private static final String COLLECTOR = "-XX:+UseSerialGC";
    private static final Pattern ANY_COLLECTOR = Pattern.compile("-XX:\\+Use\\w*GC");
    private static final String OUR_PROPERTIES = "procession.";

    /** Options that two JVMs cannot share: a debugger's port, a file written at exit. */
    private static final List<String> NOT_SHARED =
            List.of("-agentlib:jdwp", "-Xrunjdwp", "-XX:ArchiveClassesAtExit", "-Dcom.sun.management.jmxremote.port");

    /** Variables whose options are among those that a JVM reports as its own. */
    private static final List<String> OPTION_VARIABLES = List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS");

    private JavaCommand() {}

    /** With our defaults first, so that {@code options} can change them. */
    static List<String> withDefaults(List<String> options, List<String> classPath, Class<?> main) {
        List<String> all = new ArrayList<>(small(options));
        all.add(FAST_START);
        all.addAll(options);
        return of(all, classPath, main);
    }

    private static List<String> small(List<String> options) {
        List<String> all = new ArrayList<>(SMALL);
        if (options.stream().noneMatch(option -> ANY_COLLECTOR.matcher(option).matches())) {
            all.add(0, COLLECTOR); // a JVM refuses two
        }
        return all;
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

    /** A child with the options of this JVM, but nothing of ours. */
    static ProcessBuilder likeThisJvm(List<String> classPath, Class<?> main) {
        return withoutOptionVariables(of(inheritedOptions(), classPath, main));
    }

    /**
     * A small child that runs for long: with the options of this JVM, its properties of Procession, and {@code options}, which come last
     * and win.
     */
    public static ProcessBuilder smallLikeThisJvm(List<String> options, List<String> classPath, Class<?> main) {
        List<String> ofThisAndMore = new ArrayList<>(inheritedOptions());
        ofThisAndMore.addAll(options);
        List<String> all = new ArrayList<>(small(ofThisAndMore));
        all.addAll(ofThisAndMore);
        return withoutOptionVariables(of(all, classPath, main));
    }

    private static ProcessBuilder withoutOptionVariables(List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().keySet().removeAll(OPTION_VARIABLES);
        return builder;
    }

    // The properties of ours that a program has set since its start, such as which of the user's classes are trusted,
    // are no arguments of the JVM.
    private static List<String> inheritedOptions() {
        List<String> options = new ArrayList<>();
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> NOT_SHARED.stream().noneMatch(option::startsWith))
                .forEach(options::add);
        Properties properties = System.getProperties();
        properties.stringPropertyNames().stream()
                .filter(name -> name.startsWith(OUR_PROPERTIES))
                .forEach(name -> options.add("-D" + name + "=" + properties.getProperty(name)));
        return options;
    }
}
