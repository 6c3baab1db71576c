// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

/** The end of a coordinator whose executions another one has taken over. */
final class LostCoordinator {

    private LostCoordinator() {}

    /** At once, without any last word to the broker or the database, which would come too late. Its local workers end with it. */
    static void halt(Screen screen) {
        screen.error(
                "procession: this coordinator was silent for so long that another one has taken over its jobs; it ends."
                        + " See procession.database.lease");
        Runtime.getRuntime().halt(ExitCode.INFRASTRUCTURE.number());
    }
}
