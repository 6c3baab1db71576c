// SPDX-License-Identifier: Apache-2.0
/** What surrounds the run of the Jakarta Batch TCK: which JVM was the coordinator's, and what really ran. */
@NullMarked
package dev.procession.conformance;

import org.jspecify.annotations.NullMarked;
