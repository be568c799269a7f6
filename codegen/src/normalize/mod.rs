//! Rewrites a tree so that `openapiv3` can read it.
