// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing.shared;

import java.util.List;

/** What a forked JVM of a test does; it has a constructor without parameters. */
interface Program {

    void run(SharedObjects objects, List<String> arguments) throws Exception;
}
