import { configureStore } from '@reduxjs/toolkit';
import { type TypedUseSelectorHook, useDispatch, useSelector } from 'react-redux';
import { accountReducer } from './account.ts';
import { api } from './api.ts';

/** The page's one store: the account, and what RTK Query holds. What is typed lives in the composer alone. */
export const store = configureStore({
  reducer: { account: accountReducer, [api.reducerPath]: api.reducer },
  // The checks walk the whole state after each action, in development only: a busy room is too much for them.
  middleware: (defaults) =>
    defaults({ serializableCheck: false, immutableCheck: false }).concat(api.middleware),
});

export type AppState = ReturnType<typeof store.getState>;
export type AppDispatch = typeof store.dispatch;

export const useAppSelector: TypedUseSelectorHook<AppState> = useSelector;
export const useAppDispatch = (): AppDispatch => useDispatch<AppDispatch>();
