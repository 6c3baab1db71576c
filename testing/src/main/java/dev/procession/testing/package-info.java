// SPDX-License-Identifier: Apache-2.0
/** The test kit: a broker that tests can stop, start and cut off. */
@NullMarked
package dev.procession.testing;

import org.jspecify.annotations.NullMarked;
