// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Stack traces as text, as the repository keeps them, in few words. */
final class Exceptions {

    private static final String CAUSE = "Caused by: ";
    private static final Pattern PACKAGE = Pattern.compile("^(?:[\\w$]+\\.)+(?=[A-Z])");
    /** What stands before a failure that came from a worker as text. */
    private static final Pattern CARRIER = Pattern.compile("^[\\w.$]*RemoteStackTrace: ");

    /** A failure that this project found: its message is for users, and says more than its cause. */
    private static final Pattern OWN =
            Pattern.compile("^dev\\.procession\\.(?!\\S*RemotePartitionException)[\\w.$]+: ");

    private static final int LONG = 400;

    private Exceptions() {}

    /**
     * What went wrong first, without frames: what this project says of it, or else the innermost cause. Empty if there is no trace.
     */
    static String summary(@Nullable String trace) {
        if (trace == null || trace.isBlank()) {
            return "";
        }
        List<String> chain = chain(trace);
        String text = innermost(chain.stream().filter(OWN.asPredicate()))
                .map(own -> OWN.matcher(own).replaceFirst(""))
                .or(() -> innermost(chain.stream())
                        .map(any -> PACKAGE.matcher(any).replaceFirst("")))
                .orElseThrow();
        return text.length() <= LONG ? text : text.substring(0, LONG) + " ...";
    }

    private static List<String> chain(String trace) {
        List<String> lines = trace.lines().map(String::strip).toList();
        return Stream.concat(
                        Stream.of(lines.get(0)),
                        lines.stream()
                                .filter(line -> line.startsWith(CAUSE))
                                .map(line -> line.substring(CAUSE.length())))
                .map(line -> CARRIER.matcher(line).replaceFirst(""))
                .toList();
    }

    private static Optional<String> innermost(Stream<String> chain) {
        return chain.reduce((outer, inner) -> inner);
    }
}
