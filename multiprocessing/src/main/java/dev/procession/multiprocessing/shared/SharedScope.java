// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.regex.Pattern;

/**
 * Among whom a name means the same object: all processes of a broker, or those of one job execution.
 *
 * @param name letters, digits and hyphens
 */
public record SharedScope(String name) {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9-]+");

    /** All processes that use the broker. */
    public static final SharedScope GLOBAL = new SharedScope("global");

    /**
     * Checks the name.
     *
     * @throws IllegalArgumentException if it has other characters
     */
    public SharedScope {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("'" + name + "' is not a scope: use letters, digits and hyphens");
        }
    }

    /** One job execution of a job repository. */
    public static SharedScope ofExecution(String repository, long executionId) {
        return new SharedScope("execution-" + repository + "-" + executionId);
    }
}
