// SPDX-License-Identifier: Apache-2.0
package dev.procession.multiprocessing;

/**
 * Code that a pool runs, as it travels.
 *
 * @param id by which workers that have it know it; {@link #INLINE} if it comes with its one task
 * @param packed the code itself
 * @param what what it is, for error messages
 * @param pace how long it takes
 */
@SuppressWarnings("ArrayRecordComponent") // opaque bytes
record Code(int id, byte[] packed, String what, Pace pace) {

    static final int INLINE = -1;
}
