"""The portal: where a debtor sees their own data and asks for their rights."""
