// SPDX-License-Identifier: Apache-2.0
/** Jobs for the tests, as a user would write them. */
@NullMarked
package dev.procession.cli.jobs;

import org.jspecify.annotations.NullMarked;
