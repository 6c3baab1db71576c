// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

import dev.procession.messaging.TrustedClasses;
import dev.procession.messaging.WireReader;
import dev.procession.messaging.WireWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a process may read, in the form in which it is handed to its children.
 *
 * @param patterns of the user, as in {@link TrustedClasses#SETTING}
 * @param paths jars and directories whose classes are the user's own
 */
record Trust(String patterns, Set<String> paths) {

    private static final String OURS = "java.lang.invoke.SerializedLambda;dev.procession.multiprocessing.**";

    static Trust ofThisJvm() {
        return new Trust(System.getProperty(TrustedClasses.SETTING, ""), Set.of());
    }

    Trust and(String path) {
        List<String> all = new ArrayList<>(paths);
        all.add(path);
        return new Trust(patterns, Set.copyOf(all));
    }

    /** As {@link #equals}, which a process that starts would have to wait for: the JVM makes that of a record when it is first called. */
    boolean isSame(Trust other) {
        return patterns.equals(other.patterns) && paths.equals(other.paths);
    }

    TrustedClasses classes() {
        return TrustedClasses.of(
                patterns.isBlank() ? OURS : patterns + ";" + OURS,
                paths.stream().map(Path::of).collect(Collectors.toSet()));
    }

    void write(WireWriter out) {
        out.string(patterns).int32(paths.size());
        paths.forEach(out::string);
    }

    static Trust read(WireReader in) {
        String patterns = in.string();
        int size = in.size();
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            paths.add(in.string());
        }
        return new Trust(patterns, Set.copyOf(paths));
    }
}
