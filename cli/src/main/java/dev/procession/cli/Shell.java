// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.util.regex.Pattern;

/** Text for a shell. */
final class Shell {

    private static final Pattern PLAIN = Pattern.compile("[\\w@%+=:,./-]+");

    private Shell() {}

    /** As one argument. */
    static String quote(String text) {
        return PLAIN.matcher(text).matches() ? text : "'" + text.replace("'", "'\\''") + "'";
    }
}
