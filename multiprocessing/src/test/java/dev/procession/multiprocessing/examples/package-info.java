// SPDX-License-Identifier: Apache-2.0
/** The examples of the user guide, as programs. */
package dev.procession.multiprocessing.examples;
