import type { Me } from '@parlor/contract';
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';

/** Who uses the page: not known yet, somebody, or nobody. */
export type Account =
  | { readonly status: 'unknown' }
  | { readonly status: 'in'; readonly user: Me }
  | { readonly status: 'out'; readonly user?: Me };

const slice = createSlice({
  name: 'account',
  initialState: { status: 'unknown' } as Account,
  reducers: {
    signedIn: (_, { payload }: PayloadAction<Me>): Account => ({ status: 'in', user: payload }),
    // Who it was stays: the bar says that they were signed out, and their drafts are kept.
    signedOut: (state): Account => ({ status: 'out', ...('user' in state && { user: state.user as Me }) }),
  },
});

export const { signedIn, signedOut } = slice.actions;
export const accountReducer = slice.reducer;
