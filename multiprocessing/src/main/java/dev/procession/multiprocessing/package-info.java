// SPDX-License-Identifier: Apache-2.0
/** Child processes, pools and objects shared between JVMs: Python's multiprocessing for plain Java code. */
@NullMarked
package dev.procession.multiprocessing;

import org.jspecify.annotations.NullMarked;
