// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import java.io.Serializable;

/** How far a partition is: the line to read next, and how long its rejects file was before that. */
record RangeCheckpoint(long position, long rejectsBytes) implements Serializable {}
