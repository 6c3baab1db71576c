// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.util.Map;

/**
 * What the commands share.
 *
 * @param screen where they talk to the person
 * @param name how the person calls the program, such as {@code bin/procession}
 * @param environment environment variables
 */
record Program(Screen screen, String name, Map<String, String> environment) {

    /** The command line that a person can copy. */
    String command(String arguments) {
        return name + " " + arguments;
    }
}
