// SPDX-License-Identifier: Apache-2.0
/** The test kit: a broker that tests can stop, start and cut off, and waiting without sleeping. */
@NullMarked
package dev.procession.testing;

import org.jspecify.annotations.NullMarked;
