// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.workers.WorkerClassPath;
import java.util.List;

/**
 * How the processes of a {@link Multiprocessing} are started.
 *
 * @param standby how many JVMs wait, started already, for the next process or pool worker; each takes some 40 MB until it is used
 * @param jvmOptions options for their JVMs, after those of this one
 * @param classPath jars and directories of their class path, in order
 */
public record MultiprocessingSettings(int standby, List<String> jvmOptions, List<String> classPath) {

    /** Checks the values. */
    public MultiprocessingSettings {
        if (standby < 0) {
            throw new IllegalArgumentException("cannot keep " + standby + " processes in waiting");
        }
        jvmOptions = List.copyOf(jvmOptions);
        classPath = List.copyOf(classPath);
    }

    /** One JVM waits; options and class path are those of this JVM. */
    public static MultiprocessingSettings defaults() {
        return new MultiprocessingSettings(1, List.of(), WorkerClassPath.ofThisJvm());
    }

    /** The same with so many JVMs in waiting; 0 for none. */
    public MultiprocessingSettings standby(int count) {
        return new MultiprocessingSettings(count, jvmOptions, classPath);
    }

    /** The same with more options for the JVMs, such as {@code -Xmx512m}. */
    public MultiprocessingSettings jvmOptions(String... options) {
        return new MultiprocessingSettings(standby, List.of(options), classPath);
    }

    /** The same with another class path. */
    public MultiprocessingSettings classPath(List<String> entries) {
        return new MultiprocessingSettings(standby, jvmOptions, entries);
    }
}
