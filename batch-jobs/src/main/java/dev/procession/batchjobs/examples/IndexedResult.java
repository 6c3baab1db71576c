// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import java.io.Serializable;

/** A result, and the place of its argument among the arguments. */
record IndexedResult(int index, Serializable result) implements Serializable {}
