/** The collections: their list, one of them with its shards, creating and deleting. Views are pure; controllers stateless. */
@NullMarked
package io.vectron.admin.collections;

import org.jspecify.annotations.NullMarked;
