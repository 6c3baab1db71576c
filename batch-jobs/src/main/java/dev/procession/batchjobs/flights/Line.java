// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

/**
 * One line of the input, without its line end.
 *
 * @param offset where the line starts in the file: its number is not known to who reads a range
 * @param truncated whether {@code text} is only the beginning of a line that is too long to be a row
 */
record Line(long offset, String text, boolean truncated) {}
