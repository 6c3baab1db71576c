// SPDX-License-Identifier: Apache-2.0
/** The contract between processes: addresses, message records with their wire form, and the connection that carries them. */
@NullMarked
package dev.procession.messaging;

import org.jspecify.annotations.NullMarked;
