// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import java.io.Serializable;
import java.util.Map;

/** What a partition sends after a chunk: the delays found in the bytes of the input that it has read since it sent last. */
record DelayDelta(ByteRange bytes, Map<String, AirportDelays> delays) implements Serializable {}
