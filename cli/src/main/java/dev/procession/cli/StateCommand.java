// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.nio.file.Path;

/** A command that works on a state directory. */
interface StateCommand {

    /** The state directory; it need not exist. */
    Path home();
}
