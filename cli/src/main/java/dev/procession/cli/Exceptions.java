// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Stack traces as text, as the repository keeps them, in few words. */
final class Exceptions {

    private static final String CAUSE = "Caused by: ";
    private static final Pattern PACKAGE = Pattern.compile("^(?:[\\w$]+\\.)+(?=[A-Z])");
    /** What stands before a failure that came from a worker as text. */
    private static final Pattern CARRIER = Pattern.compile("^[\\w.$]*RemoteStackTrace: ");

    private static final int LONG = 300;

    private Exceptions() {}

    /** What went wrong first: the innermost cause, without its frames. Empty if there is no trace. */
    static String summary(@Nullable String trace) {
        if (trace == null || trace.isBlank()) {
            return "";
        }
        List<String> lines = trace.lines().map(String::strip).toList();
        String innermost = lines.stream()
                .filter(line -> line.startsWith(CAUSE))
                .reduce((first, second) -> second)
                .map(line -> line.substring(CAUSE.length()))
                .orElse(lines.get(0));
        String carried = CARRIER.matcher(innermost).replaceFirst("");
        String text = PACKAGE.matcher(carried).replaceFirst("");
        return text.length() <= LONG ? text : text.substring(0, LONG) + " ...";
    }
}
