// SPDX-License-Identifier: Apache-2.0
/**
 * The job repository: its database, the tables that Procession adds to JBeret's, and the views that people and programs read.
 */
@NullMarked
package dev.procession.runtime.repository;

import org.jspecify.annotations.NullMarked;
